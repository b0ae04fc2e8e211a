#include "message/form/rtf_lexer.h"

#include "message/form/limits.h"

#include <string.h>

void rtf_lexer_init(struct rtf_lexer *lexer, const void *octets, size_t size)
{
	lexer->at = octets;
	lexer->end = lexer->at + size;
}

static bool is_letter(unsigned char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
}

static bool is_digit(unsigned char octet)
{
	return octet >= '0' && octet <= '9';
}

static int hexadecimal(unsigned char octet)
{
	if (is_digit(octet))
		return octet - '0';
	octet |= 0x20;
	return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

/* False for a number that no reader could hold. */
static bool take_number(struct rtf_lexer *lexer, struct rtf_token *token)
{
	bool is_negative = lexer->at < lexer->end && *lexer->at == '-';
	const unsigned char *digits = lexer->at + is_negative;
	long long number = 0;

	if (digits >= lexer->end || !is_digit(*digits))
		return true;
	for (lexer->at = digits; lexer->at < lexer->end && is_digit(*lexer->at); lexer->at++) {
		number = number * 10 + (*lexer->at - '0');
		if (number > LIMIT_RTF_NUMBER)
			return false;
	}
	token->has_number = true;
	token->number = (int)(is_negative ? -number : number);
	return true;
}

static bool take_word(struct rtf_lexer *lexer, struct rtf_token *token)
{
	size_t length = 0;

	for (; lexer->at < lexer->end && is_letter(*lexer->at); lexer->at++) {
		if (length == RTF_WORD_MOST)
			return false;
		token->word[length++] = (char)*lexer->at;
	}
	token->word[length] = '\0';
	token->kind = RTF_WORD;
	if (!take_number(lexer, token))
		return false;
	if (lexer->at < lexer->end && *lexer->at == ' ')
		lexer->at++;
	if (strcmp(token->word, "bin") != 0)
		return true;
	if (token->number < 0 || token->number > lexer->end - lexer->at)
		return false;
	lexer->at += token->number;
	return true;
}

static bool take_control(struct rtf_lexer *lexer, struct rtf_token *token)
{
	if (lexer->at == lexer->end)
		return false;
	if (is_letter(*lexer->at))
		return take_word(lexer, token);
	token->kind = RTF_SYMBOL;
	token->number = *lexer->at++;
	if (token->number != '\'')
		return true;
	if (lexer->end - lexer->at < 2)
		return false;
	int high = hexadecimal(lexer->at[0]), low = hexadecimal(lexer->at[1]);
	if (high < 0 || low < 0)
		return false;
	lexer->at += 2;
	token->kind = RTF_OCTET;
	token->number = high << 4 | low;
	return true;
}

void rtf_lexer_next(struct rtf_lexer *lexer, struct rtf_token *ret_token)
{
	*ret_token = (struct rtf_token){.kind = RTF_END};
	while (lexer->at < lexer->end && (*lexer->at == '\r' || *lexer->at == '\n'))
		lexer->at++;
	if (lexer->at == lexer->end)
		return;
	unsigned char octet = *lexer->at++;
	if (octet == '{' || octet == '}') {
		ret_token->kind = octet == '{' ? RTF_OPEN : RTF_CLOSE;
	} else if (octet == '\\') {
		if (!take_control(lexer, ret_token))
			ret_token->kind = RTF_BROKEN;
	} else {
		ret_token->kind = RTF_OCTET;
		ret_token->number = octet;
	}
}

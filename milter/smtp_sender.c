#include "milter/smtp_sender.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One conversation. */
struct talk {
	struct smtp_answer *answer;
	const char *left; /* of the message */
	size_t length;	  /* of the reply */
	bool is_over;	  /* what comes now is about the end of the connection */
};

static size_t give(char *buffer, size_t size, size_t count, void *context)
{
	struct talk *talk = context;
	size_t length = strlen(talk->left), most = size * count;

	if (length > most)
		length = most;
	memcpy(buffer, talk->left, length);
	talk->left += length;
	return length;
}

static void begin_stage(struct talk *talk, enum smtp_stage stage)
{
	talk->answer->stage = stage;
	talk->answer->reply[0] = '\0';
	talk->length = 0;
}

static void hear_command(struct talk *talk, const char *text, size_t size)
{
	static const struct {
		const char *verb;
		enum smtp_stage stage;
	} verbs[] = {{"EHLO ", SMTP_STAGE_CONNECT}, {"HELO ", SMTP_STAGE_CONNECT}, {"MAIL ", SMTP_STAGE_SENDER},
	    {"RCPT ", SMTP_STAGE_RECIPIENT}, {"DATA", SMTP_STAGE_DATA}};

	if (size >= 4 && strncmp(text, "QUIT", 4) == 0)
		talk->is_over = true;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (size >= strlen(verbs[i].verb) && strncmp(text, verbs[i].verb, strlen(verbs[i].verb)) == 0)
			begin_stage(talk, verbs[i].stage);
}

/* A line of a reply, whose octets are anybody's. */
static void hear_line(struct talk *talk, const char *text, size_t size)
{
	struct smtp_answer *answer = talk->answer;
	size_t room = sizeof(answer->reply) - talk->length - 2;

	while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
		size--;
	if (size == 0 || size > room || memchr(text, '\0', size) != NULL)
		return;
	memcpy(answer->reply + talk->length, text, size);
	talk->length += size;
	answer->reply[talk->length++] = '\n';
	answer->reply[talk->length] = '\0';
}

static int overhear(CURL *curl, curl_infotype type, char *text, size_t size, void *context)
{
	struct talk *talk = context;

	(void)curl;
	if (talk->is_over)
		return 0;
	if (type == CURLINFO_HEADER_OUT)
		hear_command(talk, text, size);
	else if (type == CURLINFO_DATA_OUT && talk->answer->stage != SMTP_STAGE_MESSAGE)
		begin_stage(talk, SMTP_STAGE_MESSAGE);
	else if (type == CURLINFO_HEADER_IN)
		hear_line(talk, text, size);
	return 0;
}

/* False for want of memory. */
static bool prepare(
    CURL *curl, const struct smtp_letter *letter, const char *url, struct curl_slist *recipients, struct talk *talk)
{
	bool is_fine = curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK;

	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp") == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_NOPROXY, "*") == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_MAIL_FROM, letter->sender) == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients) == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L) == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_READFUNCTION, give) == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_READDATA, talk) == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L) == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, overhear) == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_DEBUGDATA, talk) == CURLE_OK;
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
	/* The end of a message has 300 s (RFC 5321, section 4.5.3.2), libcurl's own limit is 120 s. */
	is_fine = is_fine && curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)letter->wait_s) == CURLE_OK;
	return is_fine && curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)letter->wait_s) == CURLE_OK;
}

/* Of the last line that has one. */
static unsigned code_of(const char *reply)
{
	unsigned code = 0;

	for (const char *line = reply; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (*line >= '2' && *line <= '5')
			code = (unsigned)strtoul(line, NULL, 10);
	}
	return code <= 599 ? code : 0;
}

static void talk_to(CURL *curl, struct talk *talk)
{
	struct smtp_answer *answer = talk->answer;
	CURLcode result = curl_easy_perform(curl);

	talk->is_over = true;
	answer->code = code_of(answer->reply);
	/* A reply to what came before is none to what was asked last. */
	if (answer->code == 0)
		snprintf(answer->trouble, sizeof(answer->trouble), "%s",
		    result == CURLE_OK ? "no reply" : curl_easy_strerror(result));
}

int smtp_sender_send(const struct smtp_letter *letter, struct smtp_answer *ret_answer)
{
	struct talk talk = {.answer = ret_answer, .left = letter->text};
	struct curl_slist *recipients = NULL;
	char *url = NULL;
	int r = -ENOMEM;

	memset(ret_answer, 0, sizeof(*ret_answer));
	CURL *curl = curl_easy_init();
	if (curl != NULL)
		recipients = curl_slist_append(NULL, letter->recipient);
	if (recipients != NULL && asprintf(&url, "smtp://%s/localhost", letter->server) >= 0 &&
	    prepare(curl, letter, url, recipients, &talk)) {
		talk_to(curl, &talk);
		r = 0;
	}
	curl_slist_free_all(recipients);
	curl_easy_cleanup(curl);
	free(url);
	return r;
}

const char *smtp_stage_word(enum smtp_stage stage)
{
	static const char *const words[] = {[SMTP_STAGE_CONNECT] = "the connection",
	    [SMTP_STAGE_SENDER] = "the sender",
	    [SMTP_STAGE_RECIPIENT] = "the recipient",
	    [SMTP_STAGE_DATA] = "DATA",
	    [SMTP_STAGE_MESSAGE] = "the message"};

	return words[stage];
}

#include "rules/answer.h"

enum answer answer_and(enum answer a, enum answer b)
{
	if (a == ANSWER_NO || b == ANSWER_NO)
		return ANSWER_NO;
	if (a == ANSWER_YES && b == ANSWER_YES)
		return ANSWER_YES;
	return ANSWER_UNKNOWN;
}

enum answer answer_or(enum answer a, enum answer b)
{
	if (a == ANSWER_YES || b == ANSWER_YES)
		return ANSWER_YES;
	if (a == ANSWER_NO && b == ANSWER_NO)
		return ANSWER_NO;
	return ANSWER_UNKNOWN;
}

enum answer answer_not(enum answer a)
{
	if (a == ANSWER_UNKNOWN)
		return ANSWER_UNKNOWN;
	return a == ANSWER_YES ? ANSWER_NO : ANSWER_YES;
}

const char *answer_word(enum answer a)
{
	switch (a) {
	case ANSWER_YES:
		return "yes";
	case ANSWER_NO:
		return "no";
	case ANSWER_UNKNOWN:
		break;
	}
	return "could not tell";
}

/*
 * new_message: the answer of an inspector that takes something out of a message, honest or not.
 *
 * "strip" replaces the last leaf by a notice, and says so as the policy would have it; other words lie about one thing.
 */
#ifndef TESTS_SUPPORT_NEW_MESSAGE_H
#define TESTS_SUPPORT_NEW_MESSAGE_H

#include "rules/question.h"

#include <stdbool.h>

struct new_message {
	int fds[2]; /* that go with the answer */
	size_t fd_count;
};

/* Whether the word is one of these. */
bool new_message_is_meant(const char *word);

/* Adds what the word wants to an answer that accepts the message. Ends the process where that fails. */
void new_message_make(
    const char *word, int message_fd, struct inspect_answer *answer, struct new_message *ret_new_message);

#endif

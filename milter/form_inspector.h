/*
 * form_inspector: a question about one document, asked of an inspector that is started for it alone.
 *
 * The inspector is the daemon's, in the daemon's sandbox and within the daemon's limits; started by root it runs as the
 * daemon's user, or as nobody where there is none. Whatever a document does to it, it does to that process.
 */
#ifndef MILTER_FORM_INSPECTOR_H
#define MILTER_FORM_INSPECTOR_H

#include "milter/lone_inspector.h"
#include "rules/form_question.h"

#define FORM_INSPECTOR_WHY_SIZE LONE_INSPECTOR_WHY_SIZE

/*
 * `bundle_fd` and `document_fd` are sealed memfds of the caller's. 0: the answer is the caller's, and has no error in
 * it. -ECHILD: the inspector died over the document, twice, or had no time or memory for it. Another negative errno:
 * there is no inspector that could be asked. On failure `why` says why.
 */
int form_inspector_ask(const struct options *options, const struct form_question *question, int bundle_fd,
    int document_fd, struct form_answer *ret_answer, char why[FORM_INSPECTOR_WHY_SIZE]);

#endif

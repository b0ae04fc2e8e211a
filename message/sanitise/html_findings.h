/*
 * html_findings: what is unsafe in a tree, links that deceive among it.
 */
#ifndef MESSAGE_SANITISE_HTML_FINDINGS_H
#define MESSAGE_SANITISE_HTML_FINDINGS_H

#include "message/sanitise/html_judge.h"
#include "message/sanitise/html_tree.h"

/* 0; -E2BIG deeper than LIMIT_HTML_DEPTH; -ENOMEM. */
int html_findings(const struct html_tree *tree, struct html_judge *judge);

#endif

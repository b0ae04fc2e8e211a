/*
 * form_trial: which files of a message are the form, with reasons: which labels are there and which are answered.
 *
 * Reads and reports as form_reader does for any mail, for whoever tries out what a route demands.
 */
#ifndef MESSAGE_FORM_FORM_TRIAL_H
#define MESSAGE_FORM_FORM_TRIAL_H

#include "message/mapping.h"
#include "message/part_type.h"
#include "rules/form_question.h"
#include "rules/ruleset.h"

/* Adds the trials to the answer, which stays the caller's. 0, -ENOMEM, other negative errno: our own fault. */
int form_trial_hold(
    const struct mapping *mapping, const struct route *route, struct part_sniffer *sniffer, struct form_answer *answer);

#endif

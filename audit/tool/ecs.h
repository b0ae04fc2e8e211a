/*
 * ecs: a record of the ledger as an event of the Elastic Common Schema, version 9.4.0
 * (https://www.elastic.co/docs/reference/ecs).
 *
 * What ECS has no field for is below "referral_milter", under the record's own names: ECS asks that custom fields stand
 * in a name space of their own. referral-audit-export(7) has the whole mapping. Pure; tells nothing that the record
 * does not hold.
 */
#ifndef AUDIT_TOOL_ECS_H
#define AUDIT_TOOL_ECS_H

#include <jansson.h>

#define ECS_VERSION "9.4.0"

/* A new event. 0; -EBADMSG (no record: no kind, no time); -ENOMEM. */
int ecs_event(const json_t *record, json_t **ret_event);

#endif

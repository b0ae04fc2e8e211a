/*
 * ocsf: a record of the ledger as an event of the Open Cybersecurity Schema Framework, version 1.8.0
 * (https://schema.ocsf.io/1.8.0).
 *
 * A verdict is an Email Activity (4009), activity Scan; a start or stop of the gateway an Application Lifecycle event
 * (6002); every other record a Base Event (0). The profiles are host and security_control. referral-audit-export(7)
 * has the whole mapping. Pure; tells nothing that the record does not hold.
 */
#ifndef AUDIT_TOOL_OCSF_H
#define AUDIT_TOOL_OCSF_H

#include <jansson.h>

#define OCSF_VERSION "1.8.0"

/* A new event. 0; -EBADMSG (no record: no kind, no time); -ENOMEM. */
int ocsf_event(const json_t *record, json_t **ret_event);

#endif

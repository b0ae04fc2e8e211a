/*
 * mta_settings: "name = value" lines of Postfix, and what $names in a value stand for (postconf(5)).
 */
#ifndef MILTER_MTA_SETTINGS_H
#define MILTER_MTA_SETTINGS_H

#include "milter/mta_postfix.h"

/* Takes "name = value" (`length` octets); what is none says nothing. 0, -ENOMEM. */
int mta_settings_add(struct mta_settings *settings, const char *text, size_t length, int line);
void mta_settings_clear(struct mta_settings *settings);

/* The last of that name, as in Postfix, or NULL. */
const struct mta_setting *mta_settings_find(const struct mta_settings *settings, const char *name);

#endif

/*
 * mta_postfix: main.cf and master.cf, read as Postfix reads them (postconf(5), master(5)): a service's "-o" wins over
 * main.cf, that over the default, and $names are expanded. Needs no Postfix on this machine. Judges nothing.
 */
#ifndef MILTER_MTA_POSTFIX_H
#define MILTER_MTA_POSTFIX_H

#include "milter/mta_report.h"

#include <stdbool.h>
#include <stddef.h>

struct mta_setting {
	char *name;
	char *value;
	int line;
};

struct mta_settings {
	struct mta_setting *items;
	size_t count;
};

struct mta_service {
	char *name;    /* "smtp", "127.0.0.1:10025" */
	char *type;    /* "inet" */
	char *command; /* "smtpd" */
	bool is_chrooted;
	int line;
	struct mta_settings own; /* -o */
};

struct mta_postfix {
	char *directory, *main_file, *master_file;
	struct mta_settings settings; /* of main.cf */
	struct mta_service *services;
	size_t service_count;
	char **values; /* what mta_postfix_get() has answered */
	size_t value_count;
	bool is_short;	  /* some of it is missing for want of memory */
	int major, minor; /* version; 0.0 when nobody knows */
};

/* For mta_postfix_clear(), also after a failure, when *ret_file is the file that could not be read. 0, -ENOMEM, or
 * errno of reading. */
int mta_postfix_read(struct mta_postfix *postfix, const char *directory, const char **ret_file);
void mta_postfix_clear(struct mta_postfix *postfix);

/* The version from "3.7.11"; false when it is none. */
bool mta_postfix_set_version(struct mta_postfix *postfix, const char *text);
/* The same from the postconf of this machine, where there is one. */
void mta_postfix_ask_version(struct mta_postfix *postfix);
/* Whether it is known to be at least this. */
bool mta_postfix_is_at_least(const struct mta_postfix *postfix, int major, int minor);

/* What holds for the service (NULL: for main.cf), expanded: "" where it is empty or unset and without a default here.
 * Belongs to `postfix`. The place is the line that sets it, or main.cf without a line; ret_place may be NULL. */
const char *mta_postfix_get(
    struct mta_postfix *postfix, const struct mta_service *service, const char *name, struct mta_place *ret_place);
bool mta_postfix_is_set(const struct mta_postfix *postfix, const struct mta_service *service, const char *name);

/* The service of this name and type, or NULL. */
const struct mta_service *mta_postfix_find(const struct mta_postfix *postfix, const char *name, const char *type);

/* "30s", "5m" in milliseconds; a plain number is seconds; -1 when it is none. */
long mta_postfix_time(const char *text);

/* Whether the address of the service's socket is on this host only. */
bool mta_service_is_local(const struct mta_service *service);

#endif

#include "tests/unit/fake_libmilter.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct smfiDesc fake_filter;

void fake_set_macro(SMFICTX *ctx, const char *name, const char *value)
{
	size_t i = 0;

	while (i < FAKE_MACROS_MAX - 1 && ctx->macros[i][0] != NULL && strcmp(ctx->macros[i][0], name) != 0)
		i++;
	ctx->macros[i][0] = name;
	ctx->macros[i][1] = value;
}

static int note(SMFICTX *ctx, const char *what, const char *detail)
{
	size_t length = strlen(ctx->log);

	snprintf(ctx->log + length, sizeof(ctx->log) - length, "%s %s;", what, detail);
	return ++ctx->requests == ctx->fail_at ? MI_FAILURE : MI_SUCCESS;
}

int smfi_register(struct smfiDesc filter)
{
	fake_filter = filter;
	return MI_SUCCESS;
}

int smfi_setpriv(SMFICTX *ctx, void *private_data)
{
	ctx->private_data = private_data;
	return MI_SUCCESS;
}

void *smfi_getpriv(SMFICTX *ctx)
{
	return ctx->private_data;
}

char *smfi_getsymval(SMFICTX *ctx, char *name)
{
	for (size_t i = 0; i < FAKE_MACROS_MAX && ctx->macros[i][0] != NULL; i++)
		if (strcmp(ctx->macros[i][0], name) == 0)
			return (char *)(uintptr_t)ctx->macros[i][1];
	return NULL;
}

int smfi_setsymlist(SMFICTX *ctx, int stage, char *names)
{
	ck_assert_int_le(stage, SMFIM_LAST);
	snprintf(ctx->symbols[stage], sizeof(ctx->symbols[stage]), "%s", names);
	return MI_SUCCESS;
}

int smfi_addrcpt(SMFICTX *ctx, char *recipient)
{
	return note(ctx, "rcpt", recipient);
}

int smfi_addheader(SMFICTX *ctx, char *name, char *value)
{
	(void)value;
	return note(ctx, "add", name);
}

int smfi_chgheader(SMFICTX *ctx, char *name, int index, char *value)
{
	(void)index;
	(void)value;
	return note(ctx, "change", name);
}

int smfi_replacebody(SMFICTX *ctx, unsigned char *octets, int size)
{
	char text[64];

	(void)octets;
	snprintf(text, sizeof(text), "%d", size);
	return note(ctx, "body", text);
}

int smfi_quarantine(SMFICTX *ctx, char *reason)
{
	return note(ctx, "quarantine", reason);
}

int smfi_progress(SMFICTX *ctx)
{
	return note(ctx, "progress", "");
}

int smfi_setmlreply(SMFICTX *ctx, const char *code, const char *enhanced, ...)
{
	char text[4096];
	va_list list;
	char *line;
	size_t length = (size_t)snprintf(text, sizeof(text), "%s %s", code, enhanced);

	va_start(list, enhanced);
	while ((line = va_arg(list, char *)) != NULL && length < sizeof(text))
		length += (size_t)snprintf(text + length, sizeof(text) - length, " | %s", line);
	va_end(list);
	return note(ctx, "reply", text);
}

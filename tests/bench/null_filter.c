/*
 * null_filter: the least that a milter can do that sees headers and bodies: it asks for both, with no replies, and
 * lets everything pass. What the daemon is measured beside.
 *
 * Usage: null_filter SOCKET (unix:PATH or inet:PORT@ADDRESS). Stops on SIGTERM.
 */
#include <libmilter/mfapi.h>
#include <stdio.h>

static sfsistat on_header(SMFICTX *context, char *name, char *value)
{
	(void)context;
	(void)name;
	(void)value;
	return SMFIS_NOREPLY;
}

static sfsistat on_body(SMFICTX *context, unsigned char *chunk, size_t size)
{
	(void)context;
	(void)chunk;
	(void)size;
	return SMFIS_NOREPLY;
}

/* CONTINUE, not ACCEPT: after an ACCEPT at end of message a reused connection hangs in libmilter. */
static sfsistat on_end(SMFICTX *context)
{
	(void)context;
	return SMFIS_CONTINUE;
}

static sfsistat on_negotiate(SMFICTX *context, unsigned long actions, unsigned long steps, unsigned long unused1,
    unsigned long unused2, unsigned long *ret_actions, unsigned long *ret_steps, unsigned long *ret_unused1,
    unsigned long *ret_unused2)
{
	unsigned long wanted = SMFIP_NOCONNECT | SMFIP_NOHELO | SMFIP_NOMAIL | SMFIP_NORCPT | SMFIP_NOEOH |
			       SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_NR_HDR | SMFIP_NR_BODY;

	(void)context;
	(void)actions;
	(void)unused1;
	(void)unused2;
	if ((steps & wanted) != wanted)
		return SMFIS_REJECT;
	*ret_actions = 0;
	*ret_steps = wanted;
	*ret_unused1 = 0;
	*ret_unused2 = 0;
	return SMFIS_CONTINUE;
}

int main(int argc, char **argv)
{
	struct smfiDesc filter = {.xxfi_name = "null",
	    .xxfi_version = SMFI_VERSION,
	    .xxfi_header = on_header,
	    .xxfi_body = on_body,
	    .xxfi_eom = on_end,
	    .xxfi_negotiate = on_negotiate};

	if (argc != 2) {
		fprintf(stderr, "usage: %s SOCKET\n", argv[0]);
		return 2;
	}
	if (smfi_setconn(argv[1]) != MI_SUCCESS || smfi_register(filter) != MI_SUCCESS || smfi_main() != MI_SUCCESS) {
		fprintf(stderr, "%s: cannot serve %s\n", argv[0], argv[1]);
		return 1;
	}
	return 0;
}

#include "audit/tool/ask.h"

#include "audit/errand.h"
#include "audit/event.h"
#include "audit/ledger.h"
#include "audit/retention.h"
#include "audit/spool.h"
#include "audit/store/plain_file.h"
#include "audit/store/store.h"
#include "audit/tool/command.h"
#include "audit/tool/output.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS	 30000 /* for the gate */
#define HOLD_MAX 4096  /* octets of the legal hold's text that are shown */
#define NOBODY	 UINT32_MAX

uint32_t ask_uid(void)
{
	FILE *file = fopen("/proc/self/loginuid", "re");
	unsigned long uid = NOBODY;

	if (file != NULL) {
		if (fscanf(file, "%lu", &uid) != 1)
			uid = NOBODY;
		fclose(file);
	}
	return uid < NOBODY ? (uint32_t)uid : (uint32_t)getuid();
}

int ask_become_owner(const char *ledger)
{
	struct stat status;

	if (geteuid() != 0 || stat(ledger, &status) != 0 || status.st_uid == 0)
		return 0;
	if (setgroups(0, NULL) != 0 || setresgid(status.st_gid, status.st_gid, status.st_gid) != 0 ||
	    setresuid(status.st_uid, status.st_uid, status.st_uid) != 0)
		return -errno;
	return 0;
}

/* What the administrator wrote into the file that holds everything. */
static void print_hold(int directory)
{
	char *text = NULL;
	size_t size = 0;

	if (plain_file_read(directory, RETENTION_HOLD, HOLD_MAX, &text, &size) < 0)
		return;
	for (char *at = text; *at != '\0'; at++)
		*at = *at == '\n' ? ' ' : *at;
	output_error("the legal hold says: %s", text);
	free(text);
}

int ask_refuse(const char *ledger, enum request_kind kind, int error)
{
	int directory = open(ledger, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (error == -EPERM && errand_is_held(ledger) == 1) {
		output_error("refused: the ledger is under a legal hold; nothing was done");
		print_hold(directory);
	} else if (error == -EBUSY && kind == REQUEST_DESTROY) {
		output_error("refused: the key of the present period is in use; nothing was done");
	} else if (error == -ENOENT && kind == REQUEST_DESTROY) {
		output_error("there is no key of that period");
	} else if (error == -EROFS) {
		output_error("the signing key is a credential of the service manager: change it there");
	} else {
		output_error("%s: not recorded, so not done: %s", ledger, strerror(-error));
	}
	if (directory >= 0)
		close(directory);
	return STATUS_NO;
}

/* Through the gate that holds the lock. */
static int ask_gate(const char *ledger, const struct request *request, struct request_answer *ret_answer)
{
	char name[SPOOL_NAME_SIZE] = "";
	int spool = -1, directory = open(ledger, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	int r = directory >= 0 ? spool_open(directory, &spool) : -errno;
	if (r == 0)
		r = spool_leave(spool, request, name);
	if (r == 0)
		r = spool_wait(spool, name, WAIT_MS, ret_answer);
	if (directory >= 0)
		close(directory);
	if (spool >= 0)
		close(spool);
	return r;
}

/* The gateway's name, from what the ledger says of itself. */
static int read_gateway(const char *ledger, char gateway[NOTE_NAME_MAX + 1])
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;
	size_t tail = strlen(LEDGER_ORIGIN_SUFFIX);

	if (store_open(ledger, &store, problem) < 0) {
		output_error("%s", problem);
		return -ENOENT;
	}
	size_t length = strlen(store->origin);
	bool is_ours = length > tail && strcmp(store->origin + length - tail, LEDGER_ORIGIN_SUFFIX) == 0;
	if (is_ours)
		snprintf(gateway, NOTE_NAME_MAX + 1, "%.*s", (int)(length - tail), store->origin);
	else
		output_error("%s: neither a checkpoint nor a verifier key says whose ledger it is", ledger);
	store_close(store);
	return is_ours ? 0 : -ENOENT;
}

/* No gate runs: its own last word stays that it stopped, if that was its last word. */
static void run_alone(struct ledger *opened, const struct ledger_state *state, const char *ledger, const char *keys,
    const struct request *request, struct request_answer *ret_answer)
{
	static const struct event stop = {.kind = "stop"};

	errand_run(opened, ledger, keys, request, (int64_t)time(NULL), NULL, ret_answer);
	if (state->is_clean && ledger_append_event(opened, &stop) < 0)
		output_error("%s: cannot write on: the next start will call this one unclean", ledger);
}

/* Why a ledger cannot be opened in the gate's place. */
static const char *reason_of(int r)
{
	switch (r) {
	case -EPERM:
		return "it is another user's";
	case -ENOKEY:
		return "the key that signs it is not in the directory of the keys; while the gate runs, it does this "
		       "itself";
	case -EXDEV:
		return "it is a copy, or was restored from one and no gate has written to it since";
	default:
		return strerror(-r);
	}
}

int ask(const char *ledger, const char *keys, const struct request *request, struct request_answer *ret_answer)
{
	char gateway[NOTE_NAME_MAX + 1] = "";
	struct ledger_options options = {.directory = ledger, .keys = keys, .gateway = gateway, .is_guest = true};
	struct ledger_state state = {.size = 0};
	struct ledger *opened = NULL;

	if (read_gateway(ledger, gateway) < 0)
		return STATUS_WRONG;
	int r = ledger_open(&options, &opened, &state);
	if (r == 0) {
		run_alone(opened, &state, ledger, keys, request, ret_answer);
		ledger_close(opened);
	} else if (r == -EBUSY) {
		r = ask_gate(ledger, request, ret_answer);
	}
	if (r == -ETIMEDOUT)
		return output_error("%s: the gate that holds it did not answer; nothing was done", ledger);
	if (r == -EINPROGRESS)
		return output_error("%s: the gate began it and did not answer: look into the ledger", ledger);
	if (r < 0)
		return output_error("%s: cannot be written, so nothing was done: %s", ledger, reason_of(r));
	return ret_answer->error == 0 ? STATUS_FINE : ask_refuse(ledger, request->kind, ret_answer->error);
}

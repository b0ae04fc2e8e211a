/*
 * gate_scene: the gate in a play: a fake libmilter, the shipped rules, real keys and a real ledger. Only the inspectors
 * are replaced: by the policy itself, with facts that the test gives.
 */
#ifndef TESTS_UNIT_GATE_SCENE_H
#define TESTS_UNIT_GATE_SCENE_H

#include "milter/parts.h"
#include "tests/unit/fake_libmilter.h"

#include <stdbool.h>

#define REFERRAL "preventreferrals@met.pnn.police.uk"
#define MASH	 "mashagency@lewisham.gov.uk"
#define TEAM	 "prevent@lewisham.gov.uk"
#define BODY	 "The form is attached.\r\n"

struct scene {
	/* What the inspectors find, and what becomes of them. */
	bool has_copies, has_form;
	int inspect_result;	      /* of pool_inspect() */
	enum inspect_purpose purpose; /* that it was asked for */
	unsigned deaths;
	int screen_result; /* of pool_screen() */
	enum screen_interest interest;
	/* What happened. */
	unsigned screened, inspected;
	char message[4096]; /* as it was handed over */
	char log[16384];    /* lines of "LEVEL QUEUE-ID: text" */
	SMFICTX connection;
	/* The stage. */
	struct parts parts;
	char ledger[96], keys[96]; /* directories, not yet there */
};

extern struct scene scene;

/* Fixtures: a negotiated connection; and that nothing is left of it. */
void scene_open(void);
void scene_close(void);

/* The shipped rules, with one text replaced by a shorter one; NULL, NULL for as they are. */
void scene_load_rules(const char *old, const char *new);

/* The MTA's lines. */
void scene_connect(const char *address);
void scene_argument(sfsistat (*callback)(SMFICTX *, char **), const char *text);
void scene_field(const char *name, const char *value);
void scene_body(void);
/* Envelope and header; the status at the end of the header. */
sfsistat scene_begin(const char *sender, const char *recipient);
/* One referral from a teacher who signed in; the status at its end. */
sfsistat scene_refer(void);

/* All records, and their number. */
const char *scene_ledger(void);
unsigned scene_records(void);
/* Nothing of the messages above stands in the text. */
void scene_names_nobody(const char *text);
/* A file in a directory's place: even root cannot open it as a directory. */
void scene_block(const char *path);
/* Open descriptors of this process. */
int scene_descriptors(void);

#endif

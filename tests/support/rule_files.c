#include "tests/support/rule_files.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The route that each test changes in one place. */
const char good[] = "route \"one\" {\n"						      /* 1 */
		    "description = \"what it is for\"\n"			      /* 2 */
		    "mode = enforce\n"						      /* 3 */
		    "senders { authenticated = yes\n"				      /* 4 */
		    "networks = { \"192.0.2.0/24\", \"::1\" }\n"		      /* 5 */
		    "domains = { \"Example.org.\", \".Sub.example.org\" } }\n"	      /* 6 */
		    "referral-address \"Police\" {\n"				      /* 7 */
		    "current = { \"Referrals@police.example\" }\n"		      /* 8 */
		    "legacy = { \"old@police.example\" }\n"			      /* 9 */
		    "retired = { \"older@police.example\" }\n"			      /* 10 */
		    "closed = { \"oldest@police.example\" }\n"			      /* 11 */
		    "web-form = \"https://police.example/form\"\n"		      /* 12 */
		    "}\n"							      /* 13 */
		    "copy \"MASH\" { any-of = { \"mash@example.org\",\n"	      /* 14 */
		    "\"<MASH2@example.org>\" } }\n"				      /* 15 */
		    "copy \"Team\" { any-of = { \"team@example.org\" } }\n"	      /* 16 */
		    "copy-evidence = both\n"					      /* 17 */
		    "form \"The Form\" { required = yes file-types = { docx, pdf }\n" /* 18 */
		    "name-pattern = 'form\\d'\n"				      /* 19 */
		    "minimum-size = 10 }\n"					      /* 20 */
		    "on { copy-missing = repair form-missing = hold\n"		      /* 21 */
		    "limit = flag }\n"						      /* 22 */
		    "except \"robot\" { senders = { \"Robot@example.org\" }\n"	      /* 23 */
		    "networks = { \"192.0.2.9\" } users = { \"robot\" }\n"	      /* 24 */
		    "reasons = { form-missing, copy-missing }\n"		      /* 25 */
		    "reason = \"sends a link\" expires = \"2027-01-31\" }\n"	      /* 26 */
		    "guidance = \"g.txt\"\n"					      /* 27 */
		    "contact = \"the team\"\n"					      /* 28 */
		    "review-by = \"2027-05-01\"\n"				      /* 29 */
		    "repair-dkim-signed = yes\n"				      /* 30 */
		    "photo-size = 100\n"					      /* 31 */
		    "}\n";							      /* 32 */

const char guidance[] =
    "[reply]\n{items}\n[copy-missing]\nx\n[form-missing]\nx\n[form-unreadable]\nx\n[form-blank]\nx\n[form-old]\nx\n["
    "form-link]\nx\n[address-near-miss]\nx\n"
    "[content-encrypted]\nx\n[content-ambiguous]\nx\n[content-unsafe]\nx\n[content-uninspectable]\nx\n[limit]\nx\n["
    "address-retired]\nx\n"
    "[address-closed]\nx\n";

static const char learnt[] = "form-fingerprint 1\nname The Form\nsample a.docx\nlabel Name\n";

struct bundle bundle;
struct problem_list problems;
struct ruleset *ruleset;

void setup(void)
{
	bundle_init(&bundle);
	problem_list_init(&problems);
	ruleset = NULL;
}

void teardown(void)
{
	ruleset_free(ruleset);
	problem_list_clear(&problems);
	bundle_clear(&bundle);
}

void add(enum bundle_kind kind, const char *name, const char *text)
{
	ck_assert_int_eq(bundle_add(&bundle, kind, name, name, text, strlen(text)), 0);
}

int load(void)
{
	return ruleset_new(&bundle, NOW, &problems, &ruleset);
}

/* The text with `what` replaced once by `with`; to be freed. */
char *changed(const char *text, const char *what, const char *with)
{
	const char *at = strstr(text, what);
	char *result = malloc(strlen(text) + strlen(with) + 1);

	ck_assert_msg(at != NULL, "no such text: %s", what);
	memcpy(result, text, (size_t)(at - text));
	sprintf(result + (at - text), "%s%s", with, at + strlen(what));
	return result;
}

int load_changed(const char *what, const char *with)
{
	char *text = changed(good, what, with);

	add(BUNDLE_RULES, "r.conf", text);
	add(BUNDLE_GUIDANCE, "g.txt", guidance);
	add(BUNDLE_FORM, "f.fingerprint", learnt);
	add(BUNDLE_FORM, "g.fingerprint", learnt);
	free(text);
	return load();
}

char *route_text(const char *name)
{
	char *text;

	ck_assert_int_gt(asprintf(&text, "route %s { mode = observe " SENDERS ADDRESS REST "}\n", name), 0);
	return text;
}

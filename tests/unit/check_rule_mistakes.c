/* Every mistake in a rule file is told with its line and with what is allowed there. */
#include "tests/support/rule_files.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME	      "a name has 1 to 64 characters of printable ASCII, without quotes, \\ and %"
#define NAME_65	      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define PLAIN_ADDRESS "an email address in ASCII without %, such as \"team@example.org\""
#define DOMAIN	      "a domain, such as \"example.org\", or \".example.org\" for all below it"
#define NETWORK	      "an IP address or network such as \"192.0.2.0/24\", no bits set after the prefix"
#define URL	      "an address that begins with https://, at most 256 characters of printable ASCII without blanks"
#define DATE	      "a date, written \"YYYY-MM-DD\""
#define OCTETS	      "octets, a number from 0 to 1073741824"
#define IN_ON                                                                                                          \
	"limit, content-uninspectable, content-encrypted, content-ambiguous, address-closed, address-retired, "        \
	"address-near-miss, referral-misrouted, form-missing, form-link, form-blank, form-old, form-unreadable, "      \
	"copy-missing"
#define RAISED                                                                                                         \
	"limit, content-uninspectable, content-encrypted, content-ambiguous, content-unsafe, address-closed, "         \
	"address-retired, address-near-miss, referral-misrouted, form-missing, form-link, form-blank, form-old, "      \
	"form-unreadable, copy-missing"
#define CLASSES                                                                                                        \
	"html-active, html-remote, office-macros, office-external, office-embedded, fields-dde, odf-active, "          \
	"pdf-active, pdf-attachments, rtf-object, ole-macros, executable, script, shortcut, disk-image, archive, "     \
	"html-attachment, svg-attachment, type-mismatch, encrypted-archive, bomb, strip-dkim-signed"
#define ELSEWHERE "is said for each class, in a section of its own: unsafe { office-macros = strip }"
#define PLACE	  "an email address, a domain, such as \"example.org\", or \".example.org\" for all below it"
#define ROUTE_OPTIONS                                                                                                  \
	"description, mode, senders, referral-address, copy, copy-evidence, form, link-patterns, misrouted, "          \
	"near-miss, on, unsafe, except, guidance, contact, "                                                           \
	"review-by, canary, repair-dkim-signed, photo-size"

static const struct {
	const char *what;
	const char *with;
	const char *problem; /* the first */
} mistakes[] = {
    /* names of options and sections */
    {"mode = enforce", "mood = enforce", "r.conf:3: mood: not known here; allowed: " ROUTE_OPTIONS},
    {"route \"one\"", "rout \"one\"", "r.conf:1: rout: not known here; allowed: route"},
    {"authenticated", "authentic", "r.conf:4: authentic: not known here; allowed: authenticated, networks, domains"},
    {"legacy =", "current-old =",
	"r.conf:9: current-old: not known here; allowed: current, legacy, retired, closed, web-form"},
    {"any-of =", "all-of =", "r.conf:14: all-of: not known here; allowed: any-of"},
    {"required =", "require =",
	"r.conf:18: require: not known here; allowed: required, file-types, name-pattern, minimum-size, fingerprints, "
	"superseded, "
	"title-pattern, label-patterns, min-labels, accept-unreadable, unreadable-name-pattern, match-percent, "
	"complete-percent, min-answers"},
    {"users =", "user =",
	"r.conf:24: user: not known here; allowed: senders, networks, users, reasons, reason, expires"},
    {"form-missing = hold", "form-gone = hold", "r.conf:21: form-gone: not known here; allowed: " IN_ON},
    {"limit = flag", "content-unsafe = strip", "r.conf:22: content-unsafe: " ELSEWHERE},
    {"limit = flag }", "} unsafe {\noffice = strip }", "r.conf:23: office: not known here; allowed: " CLASSES},
    {"limit = flag }", "} unsafe {\ncontent-unsafe = strip }",
	"r.conf:23: content-unsafe: not known here; allowed: " CLASSES},
    {"limit = flag }", "} unsafe = strip on {", "r.conf:22: unsafe: a section: { ... }"},
    {"limit = flag", "form-lost = refuse", "r.conf:22: form-lost: not known here; allowed: " IN_ON},
    {"limit = flag", "internal = flag", "r.conf:22: internal: not known here; allowed: " IN_ON},
    {"mode = enforce", "include(\"/etc/passwd\")", "r.conf:3: include: not known here; allowed: " ROUTE_OPTIONS},
    {"mode = enforce", "mode = ${HOME}",
	"r.conf:3: ${...}: environment variables are not used here, write the value itself"},
    /* shapes */
    {"mode = enforce", "mode = { enforce }", "r.conf:3: mode: one value: = VALUE"},
    {"senders {", "senders = yes #", "r.conf:4: senders: a section: { ... }"},
    {"current = {", "current {", "r.conf:8: current: a list: = { VALUE, VALUE }"},
    {"copy \"Team\"", "copy", "r.conf:16: copy: a section with a name: \"NAME\" { ... }"},
    {"photo-size = 100\n}", "photo-size = 100\n", "r.conf:1: route: not closed: a } is missing"},
    /* twice */
    {"photo-size = 100", "photo-size = 100\nmode = off", "r.conf:32: mode: given twice, first on line 3"},
    {"copy \"Team\"", "copy \"MASH\"", "r.conf:16: copy: given twice, first on line 14"},
    {"photo-size = 100\n}", "}\nroute \"one\" { }", "r.conf:32: route: given twice, first on line 1"},
    {"\"mash@example.org\",", "\"mash@example.org\", \"MASH@example.org.\",",
	"r.conf:14: any-of: entry 2: given twice"},
    {"old@police", "referrals@police", "r.conf:9: legacy: an address that stands in current on line 8 already"},
    {"oldest@police", "older@police", "r.conf:11: closed: an address that stands in retired on line 10 already"},
    {"team@example", "mash2@example", "r.conf:16: any-of: an address that stands in any-of on line 15 already"},
    {"team@example.org", "referrals@police.example",
	"r.conf:16: any-of: an address that stands in current on line 8 already"},
    {"docx, pdf", "docx, pdf, docx", "r.conf:18: file-types: docx: given twice"},
    {"users = { \"robot\"", "users = { \"robot\", \"robot\"", "r.conf:24: users: entry 2: given twice"},
    /* names */
    {"route \"one\"", "route \"\"", "r.conf:1: route: " NAME},
    {"route \"one\"", "route \"" NAME_65 "\"", "r.conf:1: route: " NAME},
    {"route \"one\"", "route \"caf\xc3\xa9\"", "r.conf:1: route: " NAME},
    {"route \"one\"", "route \" one\"", "r.conf:1: route: " NAME},
    {"route \"one\"", "route \"one \"", "r.conf:1: route: " NAME},
    {"route \"one\"", "route \"o\\\\ne\"", "r.conf:1: route: " NAME},
    {"route \"one\"", "route 'o\"ne'", "r.conf:1: route: " NAME},
    {"copy \"MASH\"", "copy \"o'ne\"", "r.conf:14: copy: " NAME},
    {"form \"The Form\"", "form \"100%\"", "r.conf:18: form: " NAME},
    {"except \"robot\"", "except \"\"", "r.conf:23: except: " NAME},
    {"referral-address \"Police\"", "referral-address \"\"", "r.conf:7: referral-address: " NAME},
    /* texts */
    {"what it is for", "", "r.conf:2: description: 1 to 256 characters of printable ASCII"},
    {"what it is for", "caf\xc3\xa9", "r.conf:2: description: 1 to 256 characters of printable ASCII"},
    {"sends a link", "", "r.conf:26: reason: 1 to 256 characters of printable ASCII"},
    {"the team", "", "r.conf:28: contact: 1 to 128 characters of printable ASCII, without quotes, \\ and %"},
    {"the team", "the 'team'", "r.conf:28: contact: 1 to 128 characters of printable ASCII, without quotes, \\ and %"},
    {"what it is for", "caf\xe9", "r.conf:2: not UTF-8: save the file as UTF-8"},
    /* words and numbers */
    {"mode = enforce", "mode = on", "r.conf:3: mode: allowed: observe, enforce, off"},
    {"mode = enforce", "mode = Enforce", "r.conf:3: mode: allowed: observe, enforce, off"},
    {"copy-evidence = both", "copy-evidence = all", "r.conf:17: copy-evidence: allowed: header, envelope, both"},
    {"authenticated = yes", "authenticated = 1", "r.conf:4: authenticated: yes or no"},
    {"required = yes", "required = maybe", "r.conf:18: required: yes or no"},
    {"repair-dkim-signed = yes", "repair-dkim-signed = on", "r.conf:30: repair-dkim-signed: yes or no"},
    {"docx, pdf", "docx, xls", "r.conf:18: file-types: allowed: docx, doc, odt, rtf, pdf"},
    {"docx, pdf", "", "r.conf:18: file-types: at least one"},
    {"minimum-size = 10", "minimum-size = ten", "r.conf:20: minimum-size: " OCTETS},
    {"minimum-size = 10", "minimum-size = -1", "r.conf:20: minimum-size: " OCTETS},
    {"minimum-size = 10", "minimum-size = 10k", "r.conf:20: minimum-size: " OCTETS},
    {"minimum-size = 10", "minimum-size = ''", "r.conf:20: minimum-size: " OCTETS},
    {"photo-size = 100", "photo-size = 1073741825", "r.conf:31: photo-size: " OCTETS},
    {"photo-size = 100", "photo-size = 99999999999999999999999", "r.conf:31: photo-size: " OCTETS},
    {"copy-missing = repair", "copy-missing = strip",
	"r.conf:21: copy-missing: allowed: refuse, repair, hold, flag, allow"},
    {"copy-missing = repair", "copy-missing = Refuse",
	"r.conf:21: copy-missing: allowed: refuse, repair, hold, flag, allow"},
    {"form-missing = hold", "form-missing = repair", "r.conf:21: form-missing: allowed: refuse, hold, flag, allow"},
    {"limit = flag", "limit = allow", "r.conf:22: limit: allowed: refuse, hold, flag"},
    {"limit = flag", "address-closed = allow", "r.conf:22: address-closed: allowed: refuse, hold, flag"},
    {"limit = flag", "address-retired = repair", "r.conf:22: address-retired: allowed: refuse, hold, flag"},
    {"limit = flag", "content-uninspectable = allow", "r.conf:22: content-uninspectable: allowed: refuse, hold, flag"},
    {"limit = flag", "content-ambiguous = allow", "r.conf:22: content-ambiguous: allowed: refuse, hold, flag"},
    {"limit = flag", "content-ambiguous = repair", "r.conf:22: content-ambiguous: allowed: refuse, hold, flag"},
    {"limit = flag", "content-ambiguous/header = flag",
	"r.conf:22: content-ambiguous/header: not known here; allowed: " IN_ON},
    {"limit = flag", "content-encrypted = repair", "r.conf:22: content-encrypted: allowed: refuse, hold, flag, allow"},
    {"limit = flag", "form-unreadable = defer", "r.conf:22: form-unreadable: allowed: refuse, hold, flag, allow"},
    {"limit = flag }", "} unsafe {\nhtml-active = hold }",
	"r.conf:23: html-active: allowed: strip, refuse, flag, allow"},
    {"limit = flag }", "} unsafe {\noffice-macros = Strip }",
	"r.conf:23: office-macros: allowed: strip, refuse, flag, allow"},
    {"limit = flag }", "} unsafe {\nrtf-object = strip }", "r.conf:23: rtf-object: allowed: refuse, flag, allow"},
    {"limit = flag }", "} unsafe {\nole-macros = strip }", "r.conf:23: ole-macros: allowed: refuse, flag, allow"},
    {"limit = flag }", "} unsafe {\nbomb = flag }", "r.conf:23: bomb: allowed: refuse"},
    {"limit = flag }", "} unsafe { script = flag\nscript = allow }",
	"r.conf:23: script: given twice, first on line 22"},
    {"limit = flag }", "} unsafe { script = flag }\nunsafe { }", "r.conf:23: unsafe: given twice, first on line 22"},
    {"limit = flag }", "} unsafe {\nstrip-dkim-signed = maybe }", "r.conf:23: strip-dkim-signed: yes or no"},
    {"{ form-missing, copy", "{ form-gone, copy", "r.conf:25: reasons: allowed: " RAISED},
    {"{ form-missing, copy", "{ internal, copy", "r.conf:25: reasons: allowed: " RAISED},
    /* dates */
    {"2027-01-31", "2027-02-29", "r.conf:26: expires: " DATE},
    {"2027-01-31", "2027-1-31", "r.conf:26: expires: " DATE},
    {"2027-01-31", "31.01.2027", "r.conf:26: expires: " DATE},
    {"2027-01-31", "2027-01-31T00:00", "r.conf:26: expires: " DATE},
    {"2027-01-31", "1969-12-31", "r.conf:26: expires: " DATE},
    {"2027-05-01", "2027-13-01", "r.conf:29: review-by: " DATE},
    {"2027-05-01", "2027-00-01", "r.conf:29: review-by: " DATE},
    {"2027-05-01", "", "r.conf:29: review-by: " DATE},
    /* addresses, networks, patterns */
    {"Referrals@police.example", "planted", "r.conf:8: current: entry 1: " PLAIN_ADDRESS},
    {"Referrals@police.example", "", "r.conf:8: current: entry 1: " PLAIN_ADDRESS},
    {"Referrals@police.example", "planted..name@police.example", "r.conf:8: current: entry 1: " PLAIN_ADDRESS},
    {"Referrals@police.example", "pl\xc3\xa4nted@police.example", "r.conf:8: current: entry 1: " PLAIN_ADDRESS},
    {"Referrals@police.example", "planted%a@police.example", "r.conf:8: current: entry 1: " PLAIN_ADDRESS},
    {"<MASH2@example.org>", "planted@", "r.conf:15: any-of: entry 2: " PLAIN_ADDRESS},
    {"Robot@example.org", "planted@ex ample.org",
	"r.conf:23: senders: entry 1: an email address, such as \"team@example.org\""},
    {"Example.org.", "planted@example.org", "r.conf:6: domains: entry 1: " DOMAIN},
    {"Example.org.", "*.example.org", "r.conf:6: domains: entry 1: " DOMAIN},
    {".Sub.example.org", ".", "r.conf:6: domains: entry 2: " DOMAIN},
    {".Sub.example.org", "..example.org", "r.conf:6: domains: entry 2: " DOMAIN},
    {".Sub.example.org", ".[192.0.2.1]", "r.conf:6: domains: entry 2: " DOMAIN},
    {"192.0.2.0/24", "192.0.2.1/24", "r.conf:5: networks: entry 1: " NETWORK},
    {"\"::1\"", "localhost", "r.conf:5: networks: entry 2: " NETWORK},
    {"192.0.2.9", "192.0.2", "r.conf:24: networks: entry 1: " NETWORK},
    {"users = { \"robot\"", "users = { \"\"", "r.conf:24: users: entry 1: the name that a client signs in with"},
    {"'form\\d'", "'form('",
	"r.conf:19: name-pattern: a regular expression (PCRE2): missing closing parenthesis at offset 5"},
    {"'form\\d'", "''", "r.conf:19: name-pattern: a regular expression (PCRE2): empty"},
    {"'form\\d'", "\"form\\d\"",
	"r.conf:19: within double quotes only \\\\ and \\\" have a backslash: use single quotes"},
    {"https://police", "http://police", "r.conf:12: web-form: " URL},
    {"https://police.example/form", "https://", "r.conf:12: web-form: " URL},
    {"https://police", "https://po lice", "r.conf:12: web-form: " URL},
    {"https://police", "https://p\xc3\xb6lice", "r.conf:12: web-form: " URL},
    /* the form, and who gets it */
    {"minimum-size = 10 }", "fingerprints = { \"x.fingerprint\" } }",
	"r.conf:20: fingerprints: no such file, or one with errors; there are: f.fingerprint, g.fingerprint"},
    {"minimum-size = 10 }", "fingerprints = { \"f.fingerprint\", \"f.fingerprint\" } }",
	"r.conf:20: fingerprints: f.fingerprint: given twice"},
    {"minimum-size = 10 }", "fingerprints = { \"f.fingerprint\" } superseded = { \"f.fingerprint\" } }",
	"r.conf:20: superseded: f.fingerprint: given twice"},
    {"minimum-size = 10 }", "superseded = { \"f.fingerprint\" } }",
	"r.conf:20: superseded: needs fingerprints, the version to use instead"},
    {"minimum-size = 10 }", "title-pattern = 'x' }",
	"r.conf:20: title-pattern: needs label-patterns as well: a letter names the form, too"},
    {"minimum-size = 10 }", "label-patterns = { 'a', 'b' } }",
	"r.conf:20: label-patterns: fewer than min-labels, 3, so that nothing could be the form"},
    {"minimum-size = 10 }", "label-patterns = { 'a', 'b(', 'c' } min-labels = 2 }",
	"r.conf:20: label-patterns: a regular expression (PCRE2): missing closing parenthesis at offset 2"},
    {"minimum-size = 10 }", "min-labels = 0 }", "r.conf:20: min-labels: a whole number from 1 to 64"},
    {"minimum-size = 10 }", "min-labels = 65 }", "r.conf:20: min-labels: a whole number from 1 to 64"},
    {"minimum-size = 10 }", "match-percent = 0 }", "r.conf:20: match-percent: a whole number from 1 to 100"},
    {"minimum-size = 10 }", "match-percent = 101 }", "r.conf:20: match-percent: a whole number from 1 to 100"},
    {"minimum-size = 10 }", "complete-percent = 50% }", "r.conf:20: complete-percent: a whole number from 1 to 100"},
    {"minimum-size = 10 }", "min-answers = 1001 }", "r.conf:20: min-answers: a whole number from 1 to 1000"},
    {"minimum-size = 10 }", "accept-unreadable = perhaps }", "r.conf:20: accept-unreadable: yes or no"},
    {"minimum-size = 10 }", "unreadable-name-pattern = '' }",
	"r.conf:20: unreadable-name-pattern: a regular expression (PCRE2): empty"},
    {"photo-size = 100", "link-patterns = { '(' }",
	"r.conf:31: link-patterns: a regular expression (PCRE2): missing closing parenthesis at offset 1"},
    {"photo-size = 100", "misrouted { look = yes }",
	"r.conf:31: look: not known here; allowed: watch, partners, enquiries"},
    {"photo-size = 100", "misrouted { watch = maybe }", "r.conf:31: watch: yes or no"},
    {"photo-size = 100", "misrouted { partners = { \"plan ted\" } }", "r.conf:31: partners: entry 1: " PLACE},
    {"photo-size = 100", "misrouted { partners = { \"a@b.example\", \"A@b.example.\" } }",
	"r.conf:31: partners: entry 2: given twice"},
    {"photo-size = 100", "misrouted { enquiries = { \"b.example\" } }",
	"r.conf:31: enquiries: entry 1: an email address, such as \"team@example.org\""},
    {"photo-size = 100", "misrouted { }",
	"r.conf:31: misrouted: needs a form section with fingerprints or label-patterns, to know a form by"},
    {"photo-size = 100", "near-miss { except = {} }", "r.conf:31: except: not known here; allowed: exempt"},
    {"photo-size = 100", "near-miss { exempt = { \"planted@\" } }", "r.conf:31: exempt: entry 1: " PLACE},
    /* what is missing */
    {"mode = enforce", "", "r.conf:1: mode: missing; write mode = off, observe or enforce"},
    {"contact = \"the team\"", "", "r.conf:1: contact: missing; write contact = \"who answers a sender's questions\""},
    {"guidance = \"g.txt\"", "", "r.conf:1: guidance: missing; write guidance = \"FILE.txt\""},
    {"guidance = \"g.txt\"", "guidance = \"h.txt\"", "r.conf:27: guidance: no such file; there are: g.txt"},
    {"guidance = \"g.txt\"", "guidance = \"../g.txt\"", "r.conf:27: guidance: no such file; there are: g.txt"},
    {"any-of = { \"team@example.org\" }", "", "r.conf:16: any-of: missing; write any-of = { \"name@domain\" }"},
    {"any-of = { \"team@example.org\" }", "any-of = {}",
	"r.conf:16: any-of: missing; write any-of = { \"name@domain\" }"},
    {"reason = \"sends a link\"", "", "r.conf:23: reason: missing; write reason = \"why\""},
    {"expires = \"2027-01-31\"", "", "r.conf:23: expires: missing; write expires = \"YYYY-MM-DD\""},
    {"reasons = { form-missing, copy-missing }", "",
	"r.conf:23: reasons: missing; write reasons = { copy-missing }, or others that are to be let pass"},
    {"senders = { \"Robot@example.org\" }\nnetworks = { \"192.0.2.9\" } users = { \"robot\" }", "\n",
	"r.conf:23: except: for nobody; write senders, networks or users"},
    {"authenticated = yes\nnetworks = { \"192.0.2.0/24\", \"::1\" }", "authenticated = no\n",
	"r.conf:4: senders: nobody sends on this route; write authenticated = yes, or networks = { ... }"},
    {"current = { \"Referrals@police.example\" }", "", "r.conf:10: retired: needs current, the address to use instead"},
    {"web-form = \"https://police.example/form\"", "", "r.conf:11: closed: needs web-form, the page to use instead"},
};

START_TEST(a_mistake_is_told_with_its_line_and_what_is_allowed)
{
	ck_assert_int_eq(load_changed(mistakes[_i].what, mistakes[_i].with), -EINVAL);
	ck_assert_ptr_null(ruleset);
	ck_assert(problems.has_error);
	ck_assert_uint_ge(problems.count, 1);
	ck_assert_str_eq(problems.items[0].text, mistakes[_i].problem);
	for (size_t i = 0; i < problems.count; i++)
		ck_assert_ptr_null(strstr(problems.items[i].text, "planted"));
}
END_TEST

static const struct {
	const char *text;
	const char *problem;
} whole[] = {
    {"route r {\nmode = off " SENDERS REST "}",
	"r.conf:1: referral-address: missing; write referral-address \"NAME\" { current = { \"name@domain\" } }"},
    {"route r { mode = off " SENDERS "\nreferral-address P { }" REST "}",
	"r.conf:2: referral-address: no address; write current = { \"name@domain\" }"},
    {"\nroute r { mode = off " ADDRESS REST "}", "r.conf:2: senders: missing; write senders { authenticated = yes }"},
    {"route r { mode = off " SENDERS ADDRESS REST "}\nroute 'r' { }", "r.conf:2: route: given twice, first on line 1"},
    {"route r", "r.conf:1: route: a section with a name: \"NAME\" { ... }"},
    {"route r {", "r.conf:1: route: not closed: a } is missing"},
};

START_TEST(what_a_file_lacks_is_told)
{
	add(BUNDLE_RULES, "r.conf", whole[_i].text);
	add(BUNDLE_GUIDANCE, "g.txt", guidance);
	ck_assert_int_eq(load(), -EINVAL);
	ck_assert_str_eq(problems.items[0].text, whole[_i].problem);
}
END_TEST

static const struct {
	const char *section; /* taken out of the guidance */
	const char *word;
} sections[] = {
    {"[copy-missing]\nx\n", "copy-missing"},
    {"[limit]\nx\n", "limit"},
    {"[content-uninspectable]\nx\n", "content-uninspectable"},
    {"[content-ambiguous]\nx\n", "content-ambiguous"},
    {"[address-retired]\nx\n", "address-retired"},
    {"[address-closed]\nx\n", "address-closed"},
    {"[form-missing]\nx\n", "form-missing"},
    {"[form-unreadable]\nx\n", "form-unreadable"},
    {"[address-near-miss]\nx\n", "address-near-miss"},
    {"[content-encrypted]\nx\n", "content-encrypted"},
    {"[content-unsafe]\nx\n", "content-unsafe"},
};

#define REFUSING                                                                                                       \
	"form-missing = refuse form-unreadable = refuse content-encrypted = refuse content-uninspectable = refuse\n"   \
	"limit = refuse"

START_TEST(a_reason_that_refuses_needs_its_section_in_the_guidance)
{
	char expected[200], *text = changed(good, "form-missing = hold\nlimit = flag", REFUSING);
	char *shorter = changed(guidance, sections[_i].section, "");

	add(BUNDLE_RULES, "r.conf", text);
	add(BUNDLE_GUIDANCE, "g.txt", shorter);
	ck_assert_int_eq(load(), -EINVAL);
	snprintf(expected, sizeof(expected),
	    "r.conf:27: guidance: the route can refuse for %s, and g.txt has no section [%s]", sections[_i].word,
	    sections[_i].word);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problems.items[0].text, expected);
	free(text);
	free(shorter);
}
END_TEST

#define UNSAFE_PASSES                                                                                                  \
	"unsafe { html-active = flag html-remote = allow office-macros = flag office-external = flag "                 \
	"office-embedded = flag fields-dde = flag odf-active = flag pdf-active = flag pdf-attachments = flag "         \
	"rtf-object = flag ole-macros = flag executable = flag script = flag shortcut = flag disk-image = flag "       \
	"html-attachment = flag svg-attachment = flag type-mismatch = flag }"

START_TEST(a_reason_that_cannot_refuse_needs_no_section)
{
	add(BUNDLE_RULES, "r.conf",
	    "route r { mode = enforce " SENDERS ADDRESS REST "on { limit = hold content-ambiguous = hold "
	    "content-uninspectable = flag address-near-miss = flag } " UNSAFE_PASSES " }");
	/* A bomb is refused whatever the route says. */
	add(BUNDLE_GUIDANCE, "g.txt", "[reply]\n{items}\n[content-uninspectable]\nx\n");
	ck_assert_int_eq(load(), 0);
}
END_TEST

START_TEST(every_mistake_shows_in_one_run)
{
	static const char *const expected[] = {"a.conf:1: a string ends",
	    "b.conf:1: mood: ", "b.conf:1: minimum: ", "b.conf:2: current: entry 1", "b.conf:2: copy-missing: allowed",
	    "b.conf:1: mode: missing", "b.conf:1: contact: missing", "b.conf:1: senders: missing",
	    "b.conf:2: guidance: no such file", "b.conf:3: rout: ", "g.txt:1: "};

	add(BUNDLE_RULES, "a.conf", "route \"one\n");
	add(BUNDLE_RULES, "b.conf",
	    "route two { mood = off form f { minimum = 1 }\nreferral-address p { current = a } on { copy-missing = 1 } "
	    "guidance = h }\nrout");
	add(BUNDLE_GUIDANCE, "g.txt", "[nothing]\n");
	ck_assert_int_eq(load(), -EINVAL);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		bool found = false;
		for (size_t j = 0; j < problems.count; j++)
			found |= strncmp(problems.items[j].text, expected[i], strlen(expected[i])) == 0;
		ck_assert_msg(found, "not said: %s", expected[i]);
	}
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	Suite *suite = suite_create("rule_mistakes");
	TCase *tcase = tcase_create("mistakes");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_mistake_is_told_with_its_line_and_what_is_allowed, 0, ROWS(mistakes));
	tcase_add_loop_test(tcase, what_a_file_lacks_is_told, 0, ROWS(whole));
	tcase_add_loop_test(tcase, a_reason_that_refuses_needs_its_section_in_the_guidance, 0, ROWS(sections));
	tcase_add_test(tcase, a_reason_that_cannot_refuse_needs_no_section);
	tcase_add_test(tcase, every_mistake_shows_in_one_run);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* recipient: however a recipient is written, whom an MTA would deliver to is among its readings. */
#include "rules/recipient.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define MASH "mashagency@lewisham.gov.uk"

/* Readings in order, separated by " ". The first dozen were delivered to MASH by Postfix 3.7 with its defaults. */
static const struct {
	const char *written, *readings;
} paths[] = {
    {"mashagency @lewisham.gov.uk", MASH},
    {MASH " (comment)", MASH},
    {"(c (nested) \\) )" MASH, MASH},
    {"MASH <" MASH ">", MASH},
    {"\"" MASH "\"", MASH},
    {"mashagency@lewisham . gov.uk", MASH},
    {"mashagency@(x)lewisham.gov.uk", MASH},
    {"mashagency@\"lewisham\".gov.uk", MASH},
    {"mashagency%lewisham.gov.uk", MASH},
    {"lewisham.gov.uk!mashagency", MASH},
    {MASH ",", MASH},
    {"MASH:" MASH ";", MASH},
    {MASH ";", MASH},
    {MASH, MASH},
    {"\"mashagency\"@lewisham.gov.uk", MASH},
    {"@relay.example:" MASH, MASH},
    {"@relay.example:mashagency@(x)lewisham.gov.uk", MASH},
    {"MASH <@relay.example:" MASH ">", MASH},
    {"mashagency%lewisham.gov.uk@gateway.example", "mashagency%lewisham.gov.uk@gateway.example " MASH},
    {MASH "@gateway.example", MASH},
    {"\"" MASH "\"@gateway.example", "\"" MASH "\"@gateway.example " MASH},
    {"gateway.example!lewisham.gov.uk!mashagency", "lewisham.gov.uk!mashagency@gateway.example " MASH},
    {"a%b.example%c.example@d.example", "a%b.example%c.example@d.example a%b.example@c.example a@b.example"},
    {"a%b.example%c.example%d.example@e.example",
	"a%b.example%c.example%d.example@e.example a%b.example%c.example@d.example a%b.example@c.example"},
    {"\"a b\"@x.example", "\"a b\"@x.example"},
    {"fifty%off@x.example", "fifty%off@x.example fifty@off"},
    {"wow!@x.example", "wow!@x.example"},
    {"postmaster", ""},
    {"(open", ""},
    {"\"open", ""},
    {"\\", ""},
    {"%", ""},
    {"!", ""},
    {"@", ""},
    {"@@", ""},
    {"<", ""},
    {"@:", ""},
};

START_TEST(every_reading_of_a_path_is_found)
{
	struct recipient_readings readings;
	char text[1024] = "";

	ck_assert_int_eq(recipient_read(paths[_i].written, &readings), 0);
	for (size_t i = 0; i < readings.count; i++) {
		if (i > 0)
			strcat(text, " ");
		strcat(text, readings.items[i]);
	}
	ck_assert_msg(strcmp(text, paths[_i].readings) == 0, "%s: %s", paths[_i].written, text);
	recipient_readings_clear(&readings);
	ck_assert_uint_eq(readings.count, 0);
}
END_TEST

/* Nobody chooses how long a message takes. */
START_TEST(a_route_ends_after_a_few_hops)
{
	struct recipient_readings readings;
	char path[1025];

	for (size_t i = 0; i < sizeof(path) - 1; i++)
		path[i] = "a%"[i % 2];
	path[sizeof(path) - 1] = '\0';
	ck_assert_int_eq(recipient_read(path, &readings), 0);
	ck_assert_uint_le(readings.count, RECIPIENT_READINGS_MAX);
	recipient_readings_clear(&readings);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recipient");
	TCase *tcase = tcase_create("recipient");

	tcase_add_loop_test(tcase, every_reading_of_a_path_is_found, 0, sizeof(paths) / sizeof(paths[0]));
	tcase_add_test(tcase, a_route_ends_after_a_few_hops);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

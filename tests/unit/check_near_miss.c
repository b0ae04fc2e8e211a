/* near_miss: what is probably meant for another address, and what is merely similar. */
#include "rules/near_miss.h"

#include "rules/address.h"
#include "tests/support/council_directory.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define POLICE	"preventreferrals@met.pnn.police.uk"
#define MASH	"mashagency@lewisham.gov.uk"
#define PREVENT "prevent@lewisham.gov.uk"

struct row {
	const char *written;
	const char *listed;
};

static const struct row mistyped[] = {
    /* a slip in the local part */
    {"preventreferral@met.pnn.police.uk", POLICE},
    {"preventrefferals@met.pnn.police.uk", POLICE},
    {"prevent.referrals@met.pnn.police.uk", POLICE},
    {"prevent-referral@met.pnn.police.uk", POLICE},
    {"perventreferals@met.pnn.police.uk", POLICE},
    {"preventreferrsls@met.pnn.police.uk", POLICE},
    {"prevnt@lewisham.gov.uk", PREVENT},
    {"preevnt@lewisham.gov.uk", PREVENT},
    {"prevebt@lewisham.gov.uk", PREVENT},
    {"preventt@lewisham.gov.uk", PREVENT},
    {"mash.agency@lewisham.gov.uk", MASH},
    {"mashagncey@lewisham.gov.uk", MASH},
    /* in the domain */
    {"prevent@lewishsm.gov.uk", PREVENT},
    {"prevent@lewiham.gov.uk", PREVENT},
    {"prevent@lewisham.gov.ku", PREVENT},
    {"prevent@lewisham.gv.uk", PREVENT},
    {"preventreferrals@met.pnnpolice.uk", POLICE},
    {"preventreferrals@met.pnn.polcie.uk", POLICE},
    /* another ending */
    {"mashagency@lewisham.gov.com", MASH},
    {"mashagency@lewisham.org.uk", MASH},
    {"mashagency@lewisham.uk", MASH},
    {"preventreferrals@met.pnn.police.gov.uk", POLICE},
    {"preventreferrals@met.pnn.police.com", POLICE},
    /* both at once */
    {"prevnt@lewisham.gov.com", PREVENT},
    {"preventreferral@met.pnn.polce.uk", POLICE},
    /* look-alikes, however short the word */
    {"m\xd0\xb0shagency@lewisham.gov.uk", MASH},
    {"pr\xd0\xb5vent@lewisham.gov.uk", PREVENT},
    {"prevent@lew\xd1\x96sham.gov.uk", PREVENT},
    {"prevent@1ewisham.gov.uk", PREVENT},
    {"prevent@lewisharn.gov.uk", PREVENT},
    {"rn@b.example", "m@b.example"},
    {"c0ntact@b.example", "contact@b.example"},
    {"m0sh@b.example", "mosh@b.example"},
};

static const struct row siblings[] = {
    {"preventreferrals@met.police.uk", POLICE},
    {"preventreferral@met.police.uk", POLICE},
    {POLICE, "preventreferrals@met.police.uk"},
    {"a@pnn.police.uk", "a@police.uk"},
};

static const struct row different[] = {
    {POLICE, POLICE},
    /* another word */
    {"present@lewisham.gov.uk", PREVENT},
    {"events@lewisham.gov.uk", PREVENT},
    {"parent@lewisham.gov.uk", PREVENT},
    {"prevention@lewisham.gov.uk", PREVENT},
    {"preventing.crime@lewisham.gov.uk", PREVENT},
    {"prevent.team@lewisham.gov.uk", PREVENT},
    {"mash@lewisham.gov.uk", MASH},
    {"adultagency@lewisham.gov.uk", MASH},
    {"preventenquiries@met.pnn.police.uk", POLICE},
    /* another number */
    {"prevent2@lewisham.gov.uk", PREVENT},
    {"mashagency24@lewisham.gov.uk", MASH},
    {"team1@b.example", "team2@b.example"},
    {"referralteam1@b.example", "referralteam2@b.example"},
    /* another place */
    {"prevent@brent.gov.uk", PREVENT},
    {"prevent@barnet.gov.uk", "prevent@brent.gov.uk"},
    {"prevent@bexley.gov.uk", PREVENT},
    {"prevent@newham.gov.uk", PREVENT},
    {"prevent@newham.gov.uk", "prevent@fenham.gov.uk"},
    {"prevent@boston.gov.uk", "prevent@bolton.gov.uk"},
    {"prevent@lewishamschools.gov.uk", PREVENT},
    {"preventreferrals@btp.pnn.police.uk", POLICE},
    {"preventreferrals@kent.police.uk", POLICE},
    {"preventreferrals@met.example", POLICE},
    /* short words */
    {"mask@b.example", "mash@b.example"},
    {"refers@b.example", "refer@b.example"},
    {"al@b.example", "all@b.example"},
    /* nothing to compare */
    {"", POLICE},
    {"prevent", PREVENT},
    {PREVENT, ""},
};

static void expect(const struct row *row, enum near_miss expected)
{
	enum near_miss found = near_miss_compare(row->written, row->listed);

	ck_assert_msg(found == expected, "%s beside %s: %d, not %d", row->written, row->listed, found, expected);
}

/* As the milter has them. */
static void expect_canonical(const struct row *row, enum near_miss expected)
{
	char *written = NULL;

	if (address_normalise(row->written, strlen(row->written), &written) == 0)
		expect(&(struct row){written, row->listed}, expected);
	free(written);
}

START_TEST(a_slip_or_a_look_alike_is_a_near_miss)
{
	expect_canonical(&mistyped[_i], NEAR_MISS_MISTYPED);
}
END_TEST

START_TEST(a_domain_of_the_police_with_and_without_pnn_is_a_sibling)
{
	expect(&siblings[_i], NEAR_MISS_SIBLING);
}
END_TEST

START_TEST(what_is_merely_similar_is_none)
{
	expect(&different[_i], NEAR_MISS_NONE);
}
END_TEST

/* A small version of tests/bench/near_misses. */
START_TEST(a_directory_of_a_council_gives_no_false_alarm)
{
	static const char *const listed[] = {MASH, PREVENT};
	char made[COUNCIL_ADDRESS_MAX];
	uint64_t seed = 7;

	for (int i = 0; i < 3000; i++) {
		council_directory_next(&seed, made);
		for (size_t j = 0; j < 2; j++)
			ck_assert_msg(
			    near_miss_compare(made, listed[j]) == NEAR_MISS_NONE, "%s beside %s", made, listed[j]);
	}
}
END_TEST

START_TEST(the_length_of_what_is_listed_says_how_much_may_differ)
{
	/* up to NEAR_MISS_SHORT nothing, then one slip, from NEAR_MISS_LONG on two */
	static const struct {
		struct row row;
		enum near_miss expected;
	} rows[] = {
	    {{"abcdeff@b.example", "abcdef@b.example"}, NEAR_MISS_NONE},
	    {{"abcdefgg@b.example", "abcdefg@b.example"}, NEAR_MISS_MISTYPED},
	    {{"abcdefghhh@b.example", "abcdefgh@b.example"}, NEAR_MISS_NONE},
	    {{"abcdefghiii@b.example", "abcdefghi@b.example"}, NEAR_MISS_MISTYPED},
	    {{"abcdefghiiii@b.example", "abcdefghi@b.example"}, NEAR_MISS_NONE},
	};

	expect(&rows[_i].row, rows[_i].expected);
}
END_TEST

START_TEST(an_address_of_any_length_is_compared_within_bounds)
{
	char written[400], listed[400];

	for (size_t length = 250; length < 260; length++) {
		memset(written, 'a', length);
		strcpy(written + length, "@b.example");
		memcpy(listed, written, sizeof(listed));
		listed[0] = 's';
		enum near_miss found = near_miss_compare(written, listed);
		ck_assert_int_eq(found, length <= 254 ? NEAR_MISS_MISTYPED : NEAR_MISS_NONE);
	}
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	Suite *suite = suite_create("near_miss");
	TCase *tcase = tcase_create("near_miss");

	tcase_add_loop_test(tcase, a_slip_or_a_look_alike_is_a_near_miss, 0, ROWS(mistyped));
	tcase_add_loop_test(tcase, a_domain_of_the_police_with_and_without_pnn_is_a_sibling, 0, ROWS(siblings));
	tcase_add_loop_test(tcase, what_is_merely_similar_is_none, 0, ROWS(different));
	tcase_add_loop_test(tcase, the_length_of_what_is_listed_says_how_much_may_differ, 0, 5);
	tcase_add_test(tcase, a_directory_of_a_council_gives_no_false_alarm);
	tcase_add_test(tcase, an_address_of_any_length_is_compared_within_bounds);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

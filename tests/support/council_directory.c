#include "tests/support/council_directory.h"

#include <stdbool.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const councils[] = {"lewisham", "brent", "barnet", "bexley", "newham", "camden", "croydon", "ealing",
    "enfield", "greenwich", "hackney", "haringey", "harrow", "havering", "hillingdon", "hounslow", "islington",
    "lambeth", "merton", "redbridge", "richmond", "southwark", "sutton", "towerhamlets", "walthamforest", "wandsworth",
    "westminster", "kingston", "bromley", "lbhf", "rbkc", "lbbd", "kent", "essex", "surrey", "luton", "bolton",
    "boston", "bury", "derby", "corby", "dover", "leicester", "birmingham", "manchester", "lewes", "ashford",
    "ashfield", "eastleigh", "rotherham", "walsall", "wirral"};

static const char *const forces[] = {"met.police.uk", "met.pnn.police.uk", "btp.pnn.police.uk", "btp.police.uk",
    "kent.police.uk", "essex.police.uk", "surrey.police.uk", "cityoflondon.police.uk", "gmp.police.uk",
    "herts.police.uk", "thamesvalley.police.uk", "wmp.police.uk"};

static const char *const roles[] = {"prevent", "prevent.team", "preventteam", "prevention", "preventing.crime",
    "preventreferrals", "prevent.referrals", "prevent-referrals", "preventreferral", "channel", "channel.panel", "mash",
    "mash.admin", "mashagency", "mash.team", "mash-referrals", "safeguarding", "safeguarding.team", "safeguardingteam",
    "referrals", "referral", "refer", "present", "presents", "parents", "parent", "events", "event", "permit",
    "permits", "adoption", "agency", "fostering", "fosteragency", "earlyhelp", "socialcare", "childrens.services",
    "adults", "housing", "council.tax", "planning", "licensing", "press", "pressoffice", "parking", "lado", "mappa",
    "marac", "cfs.duty", "duty.team", "first.response", "firstresponse", "info", "enquiries", "contact", "contactus",
    "admin", "office", "hr", "payments", "pensions", "procurement", "libraries", "events.team", "community.safety",
    "communitysafety", "hatecrime", "counter.terrorism", "ctpreferrals", "vulnerable.adults", "masa", "massage",
    "marsh", "masonry", "prevent.education", "preventeducation", "prevent.coordinator", "prevent2", "prevent1",
    "preventduty", "relevant", "prevailing", "pervasive", "revenue", "revenues", "provent", "event.permit"};

static const char *const first[] = {"alex", "amina", "ben", "chloe", "daniel", "elena", "farah", "george", "hana",
    "ian", "jo", "kemi", "liam", "maria", "nadia", "omar", "priya", "rosa", "sam", "tara", "umar", "vera", "will",
    "yasmin", "zoe", "preston", "percy", "masha", "neil", "nell", "trevor", "prem"};

static const char *const last[] = {"adams", "ahmed", "barnes", "brown", "chan", "clarke", "davies", "evans", "foster",
    "green", "hall", "hussain", "jones", "khan", "lewis", "lewisham", "marsh", "masters", "nash", "okafor", "patel",
    "prentice", "preventon", "price", "quinn", "reid", "shah", "smith", "taylor", "venter", "white", "young"};

/* A linear congruential generator (Knuth's MMIX): the same everywhere. */
static size_t choose(uint64_t *seed, size_t count)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (size_t)(*seed >> 33) % count;
}

static void write_person(uint64_t *seed, char local[static 48])
{
	const char *name = first[choose(seed, COUNT(first))], *family = last[choose(seed, COUNT(last))];

	switch (choose(seed, 4)) {
	case 0:
		snprintf(local, 48, "%s.%s", name, family);
		break;
	case 1:
		snprintf(local, 48, "%c%s", name[0], family);
		break;
	case 2:
		snprintf(local, 48, "%s.%s%zu", name, family, choose(seed, 9) + 1);
		break;
	default:
		snprintf(local, 48, "%s%c", name, family[0]);
	}
}

void council_directory_next(uint64_t *seed, char address[static COUNCIL_ADDRESS_MAX])
{
	char local[48];
	size_t kind = choose(seed, 10);

	if (choose(seed, 2) == 0)
		snprintf(local, sizeof(local), "%s", roles[choose(seed, COUNT(roles))]);
	else
		write_person(seed, local);
	if (kind < 4)
		snprintf(address, COUNCIL_ADDRESS_MAX, "%s@lewisham.gov.uk", local);
	else if (kind < 8)
		snprintf(address, COUNCIL_ADDRESS_MAX, "%s@%s.gov.uk", local, councils[choose(seed, COUNT(councils))]);
	else if (kind < 9)
		snprintf(address, COUNCIL_ADDRESS_MAX, "%s@%s", local, forces[choose(seed, COUNT(forces))]);
	else
		snprintf(address, COUNCIL_ADDRESS_MAX, "%s@%s.%s.sch.uk", local, last[choose(seed, COUNT(last))],
		    councils[choose(seed, COUNT(councils))]);
}

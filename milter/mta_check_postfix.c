#include "milter/mta_check.h"

void mta_check_postfix(const struct mta_check *check)
{
	mta_check_milters(check);
	mta_check_flow(check);
	mta_check_sizes(check);
	mta_check_aliases(check);
	mta_check_tls(check);
}

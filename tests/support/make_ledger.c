/* make_ledger DIRECTORY SEED SCRIPT: tests/support/made_ledger.h as a program. */
#include "tests/support/made_ledger.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	if (argc != 4) {
		fputs("usage: make_ledger DIRECTORY SEED SCRIPT\n", stderr);
		return 2;
	}
	made_ledger_play(argv[1], (unsigned)strtoul(argv[2], NULL, 10), argv[3]);
	return 0;
}

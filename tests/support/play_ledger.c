/* play_ledger DIRECTORY SEED SCRIPT: tests/support/played_ledger.h as a program. */
#include "tests/support/played_ledger.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	if (argc != 4) {
		fputs("usage: play_ledger DIRECTORY SEED SCRIPT\n", stderr);
		return 2;
	}
	ledger_play(argv[1], (unsigned)strtoul(argv[2], NULL, 10), argv[3]);
	return 0;
}

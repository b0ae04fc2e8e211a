/*
 * exit_status: what every tool of ours says with it (also in the manual pages).
 */
#ifndef MILTER_EXIT_STATUS_H
#define MILTER_EXIT_STATUS_H

enum exit_status {
	EXIT_STATUS_FINE = 0,
	EXIT_STATUS_NO = 1,   /* the answer is no */
	EXIT_STATUS_WRONG = 2 /* usage or input error */
};

#endif

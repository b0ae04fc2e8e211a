/*
 * limits: every bound of the gate and the supervisor, with the reason for its value. Those that an administrator can
 * set are defaults here, and named in referral-milter.conf(5).
 */
#ifndef MILTER_LIMITS_H
#define MILTER_LIMITS_H

/* Capturing. A message that is past one of these is not inspected: a referral is refused as `limit`, for its boundary
 * lines as `content-uninspectable`, `too-much`; other mail passes. */
#define LIMIT_HEADER_FIELDS  1000	  /* fields of a header */
#define LIMIT_HEADER_BYTES   (256U << 10) /* octets of all header fields together */
#define LIMIT_BOUNDARY_LINES 10000	  /* body lines that begin with "--": each may cost the parser a part */
#define LIMIT_MESSAGE_SIZE   (64U << 20)  /* octets; default of message-size-limit; Postfix's own default is 10 MB */
#define LIMIT_BYTE_BUDGET                                                                                              \
	(512U << 20) /* octets in all captured messages together; default of byte-budget. Past it: our own fault */

/* Asking. */
#define LIMIT_SCREEN_MS 5000 /* Sendmail waits 10 s for a reply; milliseconds */
#define LIMIT_SCREENER_RETURN_MS                                                                                       \
	200 /* for a screener to come back when none is there; then the envelope test alone decides */
#define LIMIT_SLOT_WAIT_MS 20000 /* for a free inspector child; default of slot-wait */
#define LIMIT_INSPECT_WALL_MS                                                                                          \
	20000 /* one try; default of inspect-time. Two tries and the wait stay below Postfix's 300 s */
#define LIMIT_INSPECT_MARGIN_MS 2000 /* the gate waits so much longer than a child may live */
#define LIMIT_TEMPLATE_RETURN_MS                                                                                       \
	10000 /* for a new template when one died over a message: its start (below) and the first back-off */
#define LIMIT_INSPECT_CPU_S	10   /* RLIMIT_CPU of a child, seconds; default of inspect-cpu */
#define LIMIT_INSPECT_MEMORY_MB 1024 /* RLIMIT_AS of a child, MiB; default of inspect-memory */
#define LIMIT_INSPECT_TRIES	2    /* a child that dies is tried once more */

/* Watching other mail for forms that go to somebody else. It passes in any case, so it hardly waits. */
#define LIMIT_WATCH_WAIT_MS   500     /* for a slot */
#define LIMIT_WATCH_MARGIN_MS 500     /* the gate waits so much longer than a child may live: QUESTION_WATCH_MS */
#define LIMIT_WATCH_REPORT_MS 3600000 /* between lines of the log about it; one more at the end */
#define LIMIT_WATCH_SHARE     4	      /* the share of the byte budget past which it takes nothing: one in so many */

/* What an administrator may ask for. */
#define LIMIT_CASE_WINDOW_DAYS	    28 /* a referral that is sent again later is another one, most likely */
#define LIMIT_CASE_WINDOW_DAYS_MAX  90
#define LIMIT_SEGMENT_AGE_DAYS	    30 /* whole segments are deleted: this is how exact retention is */
#define LIMIT_SEGMENT_AGE_DAYS_MAX  3660
#define LIMIT_HEARTBEAT_S	    3600 /* as referral-audit verify expects it unless told */
#define LIMIT_HEARTBEAT_S_MIN	    1
#define LIMIT_HEARTBEAT_S_MAX	    86400 /* a day without a sign of life is a gap for every auditor */
#define LIMIT_SCREENERS_MAX	    64
#define LIMIT_INSPECTORS_MAX	    256
#define LIMIT_MESSAGE_SIZE_MIN	    4096	  /* octets */
#define LIMIT_MESSAGE_SIZE_MAX	    (1U << 30)	  /* octets */
#define LIMIT_BYTE_BUDGET_MAX	    (64ULL << 30) /* octets */
#define LIMIT_INSPECT_WALL_MS_MIN   100
#define LIMIT_INSPECT_CPU_S_MAX	    600
#define LIMIT_INSPECT_MEMORY_MB_MIN 128
#define LIMIT_INSPECT_MEMORY_MB_MAX 65536
#define LIMIT_ANSWER_MS                                                                                                \
	270000 /* slot-wait and all tries of inspect-time together: Postfix waits 300 s for the end of message */

/* The gate's own life. */
#define LIMIT_BULLETIN_MS	 60000 /* between checkpoints that are made known, under load */
#define LIMIT_METRICS_MS	 15000 /* between two writings of the metrics; node_exporter is asked about as often */
#define LIMIT_METRICS_STOP_MS	 500   /* for the last one */
#define LIMIT_CLERK_STOP_MS	 2000  /* for what it has begun, when messages are done; less than what is left then */
#define LIMIT_HEARTBEAT_RETRY_MS 10000 /* after a heartbeat that could not be recorded */
#define LIMIT_GATE_STOP_MS	 5000  /* for libmilter, and then for messages at their end; less than LIMIT_STOP_MS */

/* Supervising. */
#define LIMIT_COURIER_MS      30000 /* for the checkpoint command; then SIGKILL */
#define LIMIT_DESCRIPTORS     16384 /* soft RLIMIT_NOFILE where the hard one allows: more than three per session */
#define LIMIT_DESCRIPTORS_FEW 1024  /* fewer are warned of */
#define LIMIT_LISTEN_BACKLOG                                                                                           \
	1024		      /* connections that queue while a gate restarts; the kernel's somaxconn also bounds it */
#define LIMIT_START_MS	10000 /* for an inspector to load the policy and say that it is ready */
#define LIMIT_RELOAD_MS 15000 /* for a new policy to be loaded, and again for the gate to take it */
#define LIMIT_RETIRE_MS                                                                                                \
	600000			    /* for the messages that a policy was replaced under: longer than any wait at the  \
				       end of one */
#define LIMIT_STOP_MS	       9000 /* for everything to end after SIGTERM; then SIGKILL */
#define LIMIT_STOP_GATE_MS     8000 /* of it for the gate: libmilter alone may take 5 s */
#define LIMIT_BACKOFF_FIRST_MS 50   /* before the first restart of what died; doubled each time */
#define LIMIT_BACKOFF_MAX_MS   5000
#define LIMIT_BACKOFF_RESET_MS 30000 /* alive for so long: the next death counts as a first one */

#endif

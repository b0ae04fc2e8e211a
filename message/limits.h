/*
 * limits: every bound on what an inspector reads. Past one of them a message is `content-uninspectable`, never half
 * read.
 */
#ifndef MESSAGE_LIMITS_H
#define MESSAGE_LIMITS_H

#define LIMIT_DEPTH 32	 /* nested multiparts and attached messages */
#define LIMIT_PARTS 1000 /* parts of all kinds */
#define LIMIT_PARAMETER_BYTES                                                                                          \
	2048 /* octets of one Content-Type or Content-Disposition value; GMime may loop on longer 8-bit ones */
#define LIMIT_PARAMETERS  64	       /* parameters of one such value */
#define LIMIT_ADDRESSES	  4000	       /* addresses in the header; FACTS_ADDRESSES_MAX */
#define LIMIT_FIELD_BYTES (128U << 10) /* octets of one header field, unfolded */
#define LIMIT_SNIFF_BYTES (1U << 20)   /* decoded octets of a part that libmagic sees */

/* An inspector process. */
#define LIMIT_DESCRIPTORS 64 /* open at once */
#define LIMIT_MEMORY_FILE                                                                                              \
	(16U << 20) /* octets of a memfd that it writes: an answer has at most 8 MiB; a new message what it is told */

#endif

/*
 * limits: every bound on what is made safe. Past one of them the state is CLEANING_LIMIT, and the message cannot be
 * inspected, but for HTML, which becomes text.
 */
#ifndef MESSAGE_SANITISE_LIMITS_H
#define MESSAGE_SANITISE_LIMITS_H

#define LIMIT_HTML_PART	   (32U << 20) /* of one HTML part as it was sent, with the pictures that stand in it */
#define LIMIT_HTML_PICTURE 1024	       /* letters of base64 that a picture may have before they are left out */

/* Past one of these an HTML part becomes text. */
#define LIMIT_HTML_OCTETS (1U << 20) /* of one HTML part, as UTF-8: gumbo takes more time than there is for more */
#define LIMIT_HTML_TAGS	  20000	     /* start tags, those in comments and values too */
#define LIMIT_HTML_DEPTH  256	     /* gumbo overflows its stack on 300,000 nested tags */
#define LIMIT_HTML_ATTRIBUTES                                                                                          \
	256 /* of one tag, and of all html and body tags together: gumbo compares each with all before it */
#define LIMIT_HTML_MEMORY (64U << 20) /* of a tree: unclosed formatting is copied into every later block */
#define LIMIT_HTML_REREAD 16	      /* an octet may belong to that many tags, on average */

#define LIMIT_PDF_FILE_OCTETS (32U << 20) /* of one PDF */
#define LIMIT_PDF_OBJECTS     100000	  /* indirect objects */
#define LIMIT_PDF_ENTRIES     1000000	  /* entries of all its dictionaries and arrays together */
#define LIMIT_PDF_STRUCTURE   (64U << 20) /* octets, inflated, of all streams of objects and metadata together */
#define LIMIT_PDF_XFA	      (8U << 20)  /* octets, inflated, of an XFA form */

/* Of office documents; those of their containers and XML are in message/form/limits.h. */
#define LIMIT_OFFICE_XML     (48U << 20)  /* octets of all XML parts of a document together */
#define LIMIT_OPC_RELATIONS  8000	  /* relationships of all parts */
#define LIMIT_OPC_TYPES	     5000	  /* entries of [Content_Types].xml */
#define LIMIT_FIELD_CODE     (64U << 10)  /* octets of a Word field's code */
#define LIMIT_FIELD_PIECES   20000	  /* pieces of the codes that are open in one another */
#define LIMIT_SHEETS	     1000	  /* of a workbook */
#define LIMIT_XML_NAMESPACES 256	  /* declared around one element */
#define LIMIT_ODF_OBJECTS    (256U << 10) /* octets of the names of embedded objects */
#define LIMIT_ODF_MANIFEST   4000	  /* entries of a manifest */

#define LIMIT_OLE_ENTRIES 4000 /* storages and streams of a legacy office file */
#define LIMIT_OLE_DEPTH	  16   /* storages in storages */

/* Of an archive as it was sent, with all archives in it. */
#define LIMIT_LOOK_DEPTH      4		   /* archives in archives: the one that was sent is the first */
#define LIMIT_LOOK_MAILS      3		   /* mails in one another that are attached as files */
#define LIMIT_LOOK_MEMBERS    10000	   /* files */
#define LIMIT_LOOK_UNPACKED   (256U << 20) /* octets, by what the archive says and in truth */
#define LIMIT_LOOK_INNER      (64U << 20)  /* octets of an archive in an archive */
#define LIMIT_LOOK_RATIO      200	   /* unpacked octets to one packed, of an archive and of a file in it ... */
#define LIMIT_LOOK_RATIO_FROM (8U << 20)   /* ... that unpacks to more than this */

#define LIMIT_IMAGE_PIXELS (1U << 28) /* of one picture: the largest sensors of telephones have 200 million */

#endif

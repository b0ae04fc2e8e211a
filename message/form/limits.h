/*
 * limits: every bound on what is read of one document. Past one of them its text is cut there and it carries
 * OBSTACLE_LIMIT: never half read without saying so.
 */
#ifndef MESSAGE_FORM_LIMITS_H
#define MESSAGE_FORM_LIMITS_H

#define LIMIT_DOCUMENT_OCTETS (32U << 20) /* octets of the file */
#define LIMIT_DOCUMENT_TEXT   (1U << 20)  /* octets of all text together: a form of 20 pages has 60,000 */
#define LIMIT_DOCUMENT_BLOCKS 20000	  /* blocks */
#define LIMIT_TABLE_DEPTH     8		  /* tables in cells of tables */
#define LIMIT_FIELD_DEPTH     32	  /* fields in fields */
#define LIMIT_ASIDE_DEPTH     8		  /* text boxes in text boxes */
#define LIMIT_NAME_OCTETS     1024	  /* of a field's name or alias; longer ones are cut */

/* zip packages: docx and odt */
#define LIMIT_PACKAGE_ENTRIES	 2000
#define LIMIT_PACKAGE_TOTAL	 (256U << 20) /* octets of all entries together, inflated */
#define LIMIT_PACKAGE_PART	 (24U << 20)  /* octets of a part that is read, inflated */
#define LIMIT_PACKAGE_RATIO	 200	      /* inflated octets to one deflated, of a part that is read ... */
#define LIMIT_PACKAGE_RATIO_FROM (1U << 20)   /* ... and larger than this */
#define LIMIT_PACKAGE_PARTS_READ 64	      /* headers, footers and notes of one document */

/* zip archives with documents in them */
#define LIMIT_ARCHIVE_DEPTH   2		  /* archives in archives; a file in one deeper is unreadable */
#define LIMIT_ARCHIVE_ENTRIES 64	  /* files of all archives of a message that are looked at */
#define LIMIT_ARCHIVE_TOTAL   (64U << 20) /* octets of those files together, inflated */

#define LIMIT_XML_DEPTH	     200 /* elements in elements */
#define LIMIT_XML_ATTRIBUTES 256 /* of one element */

#define LIMIT_RTF_GROUPS 200	    /* groups in groups */
#define LIMIT_RTF_FONTS	 1000	    /* fonts with a charset */
#define LIMIT_RTF_NUMBER 2147483647 /* of a control word */

#define LIMIT_PDF_PAGES	 200  /* pages that are read */
#define LIMIT_PDF_FIELDS 5000 /* form fields */

#define LIMIT_DOC_CHARACTERS (2U << 20)	 /* characters of all parts of the text together */
#define LIMIT_DOC_RUNS	     200000	 /* runs of characters or paragraphs with properties of their own */
#define LIMIT_DOC_PIECES     10000	 /* pieces of text */
#define LIMIT_DOC_STREAM     (32U << 20) /* octets of one stream */

#endif

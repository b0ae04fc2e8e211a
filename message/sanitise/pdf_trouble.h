/*
 * pdf_trouble: what qpdf has to complain of, and to whom it does not.
 *
 * Its messages may quote the document. They are taken from it here, looked at for one thing only (whether it ran out of
 * memory), and forgotten; it writes nothing.
 */
#ifndef MESSAGE_SANITISE_PDF_TROUBLE_H
#define MESSAGE_SANITISE_PDF_TROUBLE_H

#include <qpdf/qpdf-c.h>
#include <stdbool.h>

/* For the whole process: its own messages go nowhere. */
void pdf_trouble_hush(void);

/* One that writes no messages, to be cleaned up by pdf_trouble_close(): qpdf's own says aloud what nobody asked about.
 * NULL for want of memory. */
qpdf_data pdf_trouble_open(void);
void pdf_trouble_close(qpdf_data *pdf);

/* Since it was last asked: 0; -EFBIG: out of memory; -EACCES: it needs a password; -EBADMSG: anything else. */
int pdf_trouble_error(qpdf_data pdf);

/* Takes the warnings. 0: none; 1: some; -EFBIG: one of them is that memory ran out. */
int pdf_trouble_warnings(qpdf_data pdf);

#endif

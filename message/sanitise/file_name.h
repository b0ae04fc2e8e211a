/*
 * file_name: a file name that says what kind of file it is, to people as well.
 *
 * What a name may be deceived with (letters that turn the direction of writing, blanks that push the extension out of
 * sight, an extension before the extension) is found, and a name is written without it. Names are UTF-8 throughout and
 * never leave the inspector but in the message.
 */
#ifndef MESSAGE_SANITISE_FILE_NAME_H
#define MESSAGE_SANITISE_FILE_NAME_H

#include "message/text.h"

#include <stdbool.h>

#define FILE_NAME_MAX 255 /* octets of a name that is written: what file systems take */

/* Whether somebody who reads the name, or another system, takes the file for another kind than the system does. Several
 * extensions do not, unless the last runs something: "form.docx.pdf" is how programs name what they convert. */
bool file_name_hides_type(const char *name);

/* What a system takes for the type: all behind the last full stop; "" for none, or where it has a blank in it.
 * Borrowed. */
const char *file_name_extension(const char *name);

/*
 * Appends the name as it should be: the last component of a path, nothing invisible in it, no blanks at its ends, one
 * extension only that stands for a kind of file, at most FILE_NAME_MAX octets. `extension` takes the place of its own,
 * or is NULL. Writing what was written changes nothing. Errors stick to the text.
 */
void file_name_write(const char *name, const char *extension, struct text *text);

#endif

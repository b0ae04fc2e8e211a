/*
 * html_pictures: the octets of pictures that stand in the HTML itself, left out.
 *
 * Screenshots are pasted as data:image/png;base64 addresses of megabytes, which are nothing to look at for the parser
 * and no reason to refuse a message. Their octets are cut short in what is read; what is relayed has them, unless it is
 * written anew: then the picture goes, as all data: addresses do, and what it says in its place stays.
 */
#ifndef MESSAGE_SANITISE_HTML_PICTURES_H
#define MESSAGE_SANITISE_HTML_PICTURES_H

#include "message/text.h"

/*
 * Shortens each run of base64 that follows "data:image/png;base64," or the like, wherever it stands, if it is longer
 * than people write words. Nothing but letters, digits, "+", "/" and line ends goes, and the last letters stay: without
 * "=" and what stands before it no such run is anything but a value, however the HTML around it is read.
 */
void html_pictures_shorten(struct text *html);

#endif

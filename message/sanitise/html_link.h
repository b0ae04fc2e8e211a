/*
 * html_link: whether a link shows where it leads.
 *
 * A link whose text is an address or a host's name deceives when it leads to another host. Services that rewrite links
 * in passing and carry the first address along are followed. Nothing is asked of the network. A link that deceives is
 * no reason to write a part anew (too many services rewrite links); where one is, it shows where it leads.
 */
#ifndef MESSAGE_SANITISE_HTML_LINK_H
#define MESSAGE_SANITISE_HTML_LINK_H

#include "message/sanitise/html_url.h"

#include <stdbool.h>

/*
 * `href` is a web address, `shown` the text of the link, both UTF-8. When it deceives, `host` is what has to be shown
 * behind it. A text that ends with the host in brackets deceives nobody.
 */
bool html_link_deceives(const char *href, const char *shown, char host[static HTML_HOST_SIZE]);

#endif

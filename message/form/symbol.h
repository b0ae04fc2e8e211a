/*
 * symbol: characters of symbol fonts (Wingdings and the like) as Unicode: the boxes and ticks of forms.
 */
#ifndef MESSAGE_FORM_SYMBOL_H
#define MESSAGE_FORM_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>

#define SYMBOL_OCTETS 4 /* the longest UTF-8 character */

/* UTF-8 of `character`, up to U+10FFFF, without NUL; U+FFFD for surrogates, U+0000 and what is past it. How many
 * octets, 1 to 4. */
size_t symbol_encode(unsigned character, char octets[SYMBOL_OCTETS]);

/* Does the font name (of `length` octets) name a font of symbols? */
bool symbol_is_font(const char *font, size_t length);

/* The character that a font of symbols shows for `code` (0 to 255, or U+F000 to U+F0FF): a box or tick where we know
 * it, otherwise U+F000 and the code. */
unsigned symbol_character(const char *font, size_t length, unsigned code);

#endif

/*
 * typing: how many slips of the keyboard lie between two words?
 *
 * A slip is a character left out, put in twice or by accident, two in the wrong order, or the key beside the right one.
 * Another letter altogether is no slip but a different word ("present" is not "prevent" mistyped): it counts as two. A
 * digit or a plus sign more or less is never one: "team2" is another team. Pure.
 */
#ifndef RULES_TYPING_H
#define RULES_TYPING_H

#include <stddef.h>
#include <stdint.h>

#define TYPING_LENGTH_MAX 254 /* characters of a word */
#define TYPING_FAR	  3   /* slips: so many or more are not counted */

/* Slips between two words of at most TYPING_LENGTH_MAX characters: 0 for equal ones, at most TYPING_FAR. */
unsigned typing_slips(const uint32_t *one, size_t one_count, const uint32_t *other, size_t other_count);

#endif

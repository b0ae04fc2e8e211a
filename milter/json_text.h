/*
 * json_text: strings of others in JSON, made printable first.
 */
#ifndef MILTER_JSON_TEXT_H
#define MILTER_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>

/* A new string; null for NULL. NULL for want of memory. */
json_t *json_text(const char *text);

/* Adds to an object or an array what is then the container's. Without memory false; a `value` of NULL is that too. */
bool json_put(json_t *object, const char *key, json_t *value);
bool json_push(json_t *array, json_t *value);

#endif

/*
 * case_bundle: the rules by which a case is judged: the configured files, or those that the case names, changed where
 * the case says so.
 *
 * "rules: NAME ..." takes NAME.conf of the directory of rules or, where that is not there, NAME.conf.example with the
 * comment signs of an example taken off, and no other; in the order of the names.
 */
#ifndef MILTER_CASE_BUNDLE_H
#define MILTER_CASE_BUNDLE_H

#include "milter/case_file.h"
#include "milter/options.h"
#include "rules/bundle.h"

/* `configured` has all files. 0; -EINVAL (said on standard error); other negative errno. The bundle is initialised and
 * the caller's on success. */
int case_bundle_make(const struct options *options, const struct bundle *configured, const struct case_file *file,
    struct bundle *ret_bundle);

#endif

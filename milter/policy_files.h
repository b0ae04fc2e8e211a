/*
 * policy_files: the administrator's rule files, guidance texts and learnt forms, from their directories into a bundle.
 *
 * Rules are the files `*.conf`, guidance texts `*.txt`, forms `*.fingerprint`; there may be no form, and without the
 * key in the configuration no directory of them either; names that begin with a dot are passed over. Only regular files
 * (or links to them), within the limits of rules/bundle.h. What they say is for rules/ruleset.h to judge.
 */
#ifndef MILTER_POLICY_FILES_H
#define MILTER_POLICY_FILES_H

#include "milter/options.h"
#include "rules/bundle.h"

/* The bundle is initialised and the caller's on success. 0, -EINVAL (errors were added), -ENOMEM. */
int policy_files_read(const struct options *options, struct problem_list *problems, struct bundle *ret_bundle);

#endif

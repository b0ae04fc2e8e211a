/*
 * form_material: what an inspector is given beside a document: a policy, learnt forms, or the form as learnt so far.
 */
#ifndef MILTER_FORM_MATERIAL_H
#define MILTER_FORM_MATERIAL_H

#include "milter/options.h"
#include "milter/policy.h"
#include "rules/form_library.h"
#include "rules/form_question.h"

struct form_material {
	int bundle_fd; /* sealed */
	struct policy policy;
	struct form_library library;
	const struct form_library *forms; /* of the policy, or the library; reports know forms by their index in it */
	const struct route *route;	  /* of the policy, or NULL */
	struct form_question question;
};

void form_material_init(struct form_material *material);
void form_material_clear(struct form_material *material);

/* The route of that name of the options' policy; NULL: the only one that demands a form. 0; -EINVAL: problems were
 * added; -ENOMEM, other negative errno. */
int form_material_route(
    struct form_material *material, const struct options *options, const char *route, struct problem_list *problems);

/* Fingerprint files, for a test without a policy. The same errors. */
int form_material_forms(struct form_material *material, char *const *current, size_t current_count,
    char *const *superseded, size_t superseded_count, struct problem_list *problems);

/* The form of a report, or NULL where the index is none of ours; and whether it is a version that is no longer taken.
 */
const struct learnt_form *form_material_find(const struct form_material *material, uint32_t index);
bool form_material_is_superseded(const struct form_material *material, const struct learnt_form *form);

/* The text of a fingerprint, or NULL for nothing yet, to learn more. 0 or negative errno. */
int form_material_learnt(struct form_material *material, const char *text);

/* Octets in a new sealed memfd. 0 or negative errno. */
int form_material_seal(const void *octets, size_t size, int *ret_fd);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type.c: looking things up in a type's tables.  They are short, so a walk
 * is quicker than any index.
 */
#include "kernel/type.h"

#include <string.h>

const struct field *type_field(const struct type *t, const char *name)
{
    for (size_t i = 0; name && i < t->n_fields; i++)
        if (!strcmp(t->fields[i].name, name))
            return &t->fields[i];
    return NULL;
}

const struct step *type_step(const struct type *t, const char *name)
{
    for (size_t i = 0; name && i < t->n_steps; i++)
        if (!strcmp(t->steps[i].name, name))
            return &t->steps[i];
    return NULL;
}

const struct state *type_state(const struct type *t, const char *name)
{
    for (size_t i = 0; name && i < t->n_states; i++)
        if (!strcmp(t->states[i].name, name))
            return &t->states[i];
    return NULL;
}

const struct choice *field_choice(const struct field *f, const char *name)
{
    for (size_t i = 0; name && i < f->n_choices; i++)
        if (!strcmp(f->choices[i].name, name))
            return &f->choices[i];
    return NULL;
}

bool type_searched(const struct type *t)
{
    for (size_t i = 0; i < t->n_fields && !t->sealed; i++)
        if (t->fields[i].search)
            return true;
    return false;
}

bool refs_have(const struct refs *refs, int64_t id)
{
    for (size_t i = 0; i < refs->n; i++)
        if (refs->id[i] == id)
            return true;
    return false;
}


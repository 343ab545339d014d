/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipt.c: any bytes as a receipt, as a signed note, and, signed by us, as
 * a checkpoint.  Nothing but the receipts in the corpus may be believed.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "base/hash.h"
#include "kernel/journal.h"
#include "kernel/note.h"

#include <string.h>

/* Of the journal that made the receipts in the corpus. */
static const char key_text[] =
    "ordo.oshtu.kg/log+72a044b2+AUUHDhgBCpzI1RBjJTdOrT3DLH30TMyHXTltDuu4EsKg";

static void as_receipt(struct mem *m, const char *s, size_t n)
{
    const char *why = NULL;
    struct buf out;

    buf_init(&out, m);
    if (journal_receipt_check(m, s, n, key_text, &out, &why))
        MUST(why && *why);
    else
        MUST(out.n > 0);
}

/* The parser behind the signature is reached only by what is signed. */
static void as_checkpoint(struct mem *m, const char *s, size_t n)
{
    static const unsigned char seed[SIGN_SEED_SIZE] = { 7 };
    unsigned char pub[SIGN_PUBLIC_SIZE];
    struct note_key key;
    struct checkpoint c;
    char *text = mem_fmt(m, "%s\n", mem_strn(m, s, n)), *note;

    sign_public(seed, pub);
    key = note_key_make("fuzz.example/log", pub);
    note = note_sign(m, text, &key, seed);
    if (note && checkpoint_open(m, note, strlen(note), &key, &c))
        MUST(c.size >= 0 && !strcmp(c.origin, key.name));
    (void)checkpoint_parse(m, text, &c);
}

static void as_key(struct mem *m, const char *s, size_t n)
{
    struct note_key key;

    if (note_key_parse(m, mem_strn(m, s, n), &key))
        MUST(note_name(key.name));
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    static bool ready;
    struct mem *m = fuzz_mem();
    struct note_key key;

    if (!ready)
        hash_init();
    ready = true;
    if (mem_try(m)) {
        mem_untry(m);
        return 0;
    }
    as_receipt(m, (const char *)bytes, n);
    MUST(note_key_parse(m, key_text, &key));
    (void)note_open(m, (const char *)bytes, n, &key);
    as_checkpoint(m, (const char *)bytes, n);
    as_key(m, (const char *)bytes, n);
    mem_untry(m);
    return 0;
}

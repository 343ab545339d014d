/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature_help.h: certificates, signatures and time stamps for tests, made
 * by the openssl program in a folder of their own.
 */
#pragma once

#include <openssl/pem.h>
#include <openssl/cms.h>
#include <openssl/ts.h>

/* A root, a signer of it, an old one, a revoked one, one who may not sign, a
 * stranger, an authority of time stamps; text.txt signed by each. */
static const char pki_script[] =
    "set -e\n"
    "cd \"$PKI\"\n"
    "cat >conf <<'END'\n"
    "[req]\ndistinguished_name = dn\n[dn]\n"
    "[root]\nbasicConstraints = critical, CA:true\n"
    "keyUsage = keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n"
    "[signer]\nkeyUsage = digitalSignature, nonRepudiation\n"
    "[box]\nkeyUsage = keyEncipherment\n"
    "[stamp]\nkeyUsage = critical, digitalSignature\n"
    "extendedKeyUsage = critical, timeStamping\n"
    "[ca]\ndefault_ca = c\n"
    "[c]\ndatabase = index\ndefault_md = sha256\ncrlnumber = crlnumber\n"
    "[tsa]\ndefault_tsa = t\n"
    "[t]\nserial = tsserial\nsigner_digest = sha256\ndigests = sha256\n"
    "default_policy = 1.2.3.4.1\naccuracy = secs:1\nordering = no\n"
    "tsa_name = no\ness_cert_id_alg = sha256\n"
    "END\n"
    ": >index; echo 01 >crlnumber; echo 01 >tsserial; printf 'A letter\\n'"
    " >text.txt\n"
    "new() { openssl ecparam -name prime256v1 -genkey -noout -out $1.key; }\n"
    "root() { new $1; openssl req -x509 -new -key $1.key -subj \"$2\""
    " -days 9000 -config conf -extensions root -utf8 -out $1.pem; }\n"
    "leaf() { new $1; openssl req -new -key $1.key -subj \"$2\" -utf8"
    " -config conf -out $1.csr;"
    " openssl x509 -req -in $1.csr -CA $3.pem -CAkey $3.key -set_serial $5"
    " -days $6 -extfile conf -extensions $4 -out $1.pem; }\n"
    "sign() { openssl cms -sign -binary -in text.txt -signer $1.pem"
    " -inkey $1.key -outform DER -cades -out $1.p7s; }\n"
    "root root '/CN=Root of the country'; root other '/CN=Somebody else'\n"
    "leaf good '/CN=Асанова Айгүл/O=Билим берүү министрлиги' root signer 10"
    " 9000\n"
    "leaf old '/CN=Old' root signer 11 -1\n"
    "leaf gone '/CN=Gone' root signer 12 9000\n"
    "leaf box '/CN=Box' root box 13 9000\n"
    "leaf strange '/CN=Stranger' other signer 14 9000\n"
    "leaf stamp '/CN=Stamps' root stamp 15 9000\n"
    "leaf false '/CN=False stamps' other stamp 16 9000\n"
    "for who in good old gone box strange; do sign $who; done\n"
    "openssl cms -sign -binary -nodetach -in text.txt -signer good.pem"
    " -inkey good.key -outform DER -out whole.p7s\n"
    "openssl cms -sign -binary -in text.txt -signer good.pem -inkey good.key"
    " -outform PEM -out good.sig\n"
    "openssl ca -config conf -keyfile root.key -cert root.pem -revoke gone.pem\n"
    "openssl ca -config conf -keyfile root.key -cert root.pem -gencrl"
    " -crldays 9000 -out root.crl\n"
    "head -c 300 good.p7s >cut.p7s\n";

static inline int pki_run(const char *script)
{
    FILE *sh = popen("sh >\"$PKI\"/log 2>&1", "w");

    if (!sh)
        return -1;
    fputs(script, sh);
    return pclose(sh);
}

/* Bytes of DIR/NAME. */
static inline size_t pki_read(const char *dir, const char *name, char *to,
                              size_t most)
{
    char path[200];
    FILE *f;
    size_t n;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "rb");
    if (!f)
        return 0;
    n = fread(to, 1, most, f);
    fclose(f);
    return n;
}

static inline void pki_write(const char *dir, const char *name,
                             const void *bytes, size_t n)
{
    char path[200];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "wb");
    if (f) {
        fwrite(bytes, 1, n, f);
        fclose(f);
    }
}

/* FROM.p7s with a time stamp of the authority WHO, over the value of its
 * signature or (`wrong`) over something else: TO.p7s. */
static inline int pki_stamp(const char *dir, const char *from, const char *who,
                            const char *to, int wrong)
{
    static char bytes[65536];
    char script[1000];
    const unsigned char *p = (const unsigned char *)bytes;
    size_t n = pki_read(dir, from, bytes, sizeof bytes);
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)n);
    CMS_SignerInfo *si;
    ASN1_OCTET_STRING *value;
    unsigned char *out = NULL;
    int len, good;

    if (!cms)
        return -1;
    si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
    value = CMS_SignerInfo_get0_signature(si);
    pki_write(dir, "value", ASN1_STRING_get0_data(value),
              (size_t)ASN1_STRING_length(value) - (wrong ? 1 : 0));
    snprintf(script, sizeof script,
             "cd \"$PKI\"; openssl ts -query -data value -sha256 -cert"
             " -out query && openssl ts -reply -config conf -queryfile query"
             " -signer %s.pem -inkey %s.key -token_out -out token\n",
             who, who);
    if (pki_run(script))
        return -1;
    n = pki_read(dir, "token", bytes, sizeof bytes);
    good = CMS_unsigned_add1_attr_by_NID(si, NID_id_smime_aa_timeStampToken,
                                         V_ASN1_SEQUENCE, bytes, (int)n);
    len = i2d_CMS_ContentInfo(cms, &out);
    if (len > 0)
        pki_write(dir, to, out, (size_t)len);
    OPENSSL_free(out);
    CMS_ContentInfo_free(cms);
    return good && len > 0 ? 0 : -1;
}

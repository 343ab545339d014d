/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document_life.h: between the tables of documents, their rules and pages.
 */
#pragma once

#include "mod/documents/documents.h"
#include "web/web.h"

/* Whoever works on the document that `t` belongs to.  Joined, not nested as the
 * document's own: what refers to files is asked within other questions, and
 * SQLite's parser is only so deep. */
#define OF_HAND                                                                \
    "EXISTS (SELECT 1 FROM document d"                                         \
    " LEFT JOIN resolution x ON x.document = d.id"                             \
    " LEFT JOIN resolution_helpers h ON h.owner = x.id"                        \
    " WHERE d.id = t.document AND (d.addressee IN {covered}"                   \
    " OR d.author IN {covered} OR d.registrar IN {covered}"                    \
    " OR x.responsible IN {covered} OR x.author IN {covered}"                  \
    " OR h.target IN {covered}))"
/* The relation and the seal of what belongs to a document as the field
 * `document` says. */
#define OF_HAND_RELATION { "hand", OF_HAND, N_("works on the document") }
#define OF_CLOSED                                                              \
    "EXISTS (SELECT 1 FROM document d WHERE d.id = t.document"                 \
    " AND d.access = 'named') AND NOT " OF_HAND

/* registration.c */
enum { DOCUMENT_TABLES = 1 };
extern const struct table document_tables[DOCUMENT_TABLES];
enum rc dossier_check(struct rq *rq, void *rec, const void *old);
enum rc document_check(struct rq *rq, void *rec, const void *old);
enum rc document_stored(struct rq *rq, const void *rec, const void *old);
enum rc document_can_register(struct rq *rq, const void *rec);
enum rc document_registered(struct rq *rq, void *rec);
enum rc document_owed(struct rq *rq, const struct assignment *a);
enum rc document_can_execute(struct rq *rq, const void *rec);
enum rc document_executed(struct rq *rq, void *rec);
enum rc document_can_file(struct rq *rq, const void *rec);
enum rc dossier_can_close(struct rq *rq, const void *rec);
enum rc dossier_can_destroy(struct rq *rq, const void *rec);
/* Opens what the addressee owes: a resolution. */
enum rc document_ask_resolution(struct rq *rq, const struct document *d)
    MUST_USE;

/* resolution.c */
enum rc resolution_check(struct rq *rq, void *rec, const void *old);
enum rc resolution_stored(struct rq *rq, const void *rec, const void *old);
enum rc resolution_owed(struct rq *rq, const struct assignment *a);
enum rc resolution_can_report(struct rq *rq, const void *rec);
enum rc resolution_reported(struct rq *rq, void *rec);
enum rc resolution_two_hands(struct rq *rq, const void *rec);
enum rc resolution_accepted(struct rq *rq, void *rec);
enum rc resolution_returned(struct rq *rq, void *rec);
enum rc resolution_cancelled(struct rq *rq, void *rec);

/* document_card.c */
void document_card(struct rq *rq, const void *rec);
void resolution_card(struct rq *rq, const void *rec);

/* registration_page.c, discipline_page.c */
enum { DOCUMENT_ROUTES = 6 };
extern const struct route document_routes[DOCUMENT_ROUTES];
enum rc registration_page(struct rq *rq);
enum rc registration_save(struct rq *rq);
enum rc discipline_page(struct rq *rq);
enum rc resolve_save(struct rq *rq);
enum rc documents_page(struct rq *rq);

/* documents_demo.c */
enum rc documents_demo(struct rq *rq, int students);

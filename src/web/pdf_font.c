/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdf_font.c: the font of printed pages, out of the program itself: what is
 * printed looks the same on every machine, and a machine needs no fonts.
 */
#include "base/log.h"
#include "web/assets.h"
#include "web/pdf_in.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static PangoFontMap *fonts; /* behind the lock */

void pdf_lock(void)
{
    pthread_mutex_lock(&lock);
}

void pdf_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

/* Fontconfig takes files only: the bytes become a file in memory, which
 * stays open as long as the program runs. */
static bool add(FcConfig *config, const char *name)
{
    const struct asset *a = asset_find(name);
    char path[64];
    int fd;

    if (!a)
        return false;
    fd = memfd_create(name, MFD_CLOEXEC);
    if (fd < 0)
        return false;
    if (write(fd, a->data, a->size) != (ssize_t)a->size) {
        close(fd);
        return false;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return FcConfigAppFontAddFile(config, (const FcChar8 *)path);
}

PangoFontMap *pdf_fonts(void)
{
    FcConfig *config;

    if (fonts)
        return fonts;
    config = FcConfigCreate();
    if (!config || !add(config, "noto-print-regular.ttf") ||
        !add(config, "noto-print-bold.ttf")) {
        log_error("pdf: the font cannot be read");
        if (config)
            FcConfigDestroy(config);
        return NULL;
    }
    fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts), config);
    FcConfigDestroy(config); /* the map holds it */
    return fonts;
}

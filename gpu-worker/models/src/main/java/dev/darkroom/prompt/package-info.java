/**
 * How people write prompts: emphasis in brackets, parts that change while a picture is drawn,
 * compositions, and prompts longer than a text encoder reads. The signs and their meanings are
 * those of the AUTOMATIC1111 web UI. Pure functions of texts and token ids: no tokenizer's files,
 * no tensors and no models may come in here.
 */
@NullMarked
package dev.darkroom.prompt;

import org.jspecify.annotations.NullMarked;

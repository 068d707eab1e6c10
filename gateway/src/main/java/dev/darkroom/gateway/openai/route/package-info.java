/**
 * The routes of OpenAI's edge, one class an operation or a family of them. They read requests and
 * write answers; what is done is done in {@code gateway.openai} and below.
 */
@NullMarked
package dev.darkroom.gateway.openai.route;

import org.jspecify.annotations.NullMarked;

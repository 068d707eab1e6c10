/**
 * Reads what clients send: JSON, fields, headers and query parameters become records, or a {@link
 * dev.darkroom.gateway.problem.Problem} that names what was wrong and what would be right.
 *
 * <p>A new kind of job is one {@link dev.darkroom.gateway.request.KindReader}. Nothing here sends
 * anything or knows of Vert.x.
 */
@NullMarked
package dev.darkroom.gateway.request;

import org.jspecify.annotations.NullMarked;

/**
 * HTTP on Vert.x: the server, the OpenAPI document, keys, sizes, media types, and the way of a
 * request from its event loop to a virtual thread and back.
 *
 * <p>Routes are given as {@link dev.darkroom.gateway.http.Route}s; what any of them does is not
 * known here.
 */
@NullMarked
package dev.darkroom.gateway.http;

import org.jspecify.annotations.NullMarked;

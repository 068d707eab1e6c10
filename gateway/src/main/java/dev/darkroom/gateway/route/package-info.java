/**
 * The routes: one class an operation of the OpenAPI document, whose part is the file of the same
 * operationId among the resources.
 *
 * <p>A new route is a class here, its part, and a line in {@link
 * dev.darkroom.gateway.route.Routes}.
 */
@NullMarked
package dev.darkroom.gateway.route;

import org.jspecify.annotations.NullMarked;

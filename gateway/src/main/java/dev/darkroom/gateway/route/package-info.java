/**
 * The routes: one class an operation of the OpenAPI document, whose part is the file of the same
 * operationId among the resources.
 *
 * <p>A new route is a class here, its part, and a line in {@link
 * dev.darkroom.gateway.route.Routes}. What a request may say is decided where it is read, and what
 * becomes of it in the scheduler, never here.
 */
@NullMarked
package dev.darkroom.gateway.route;

import org.jspecify.annotations.NullMarked;

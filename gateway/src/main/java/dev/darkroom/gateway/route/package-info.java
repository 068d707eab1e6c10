/**
 * The routes: one class an operation of the OpenAPI document, whose part is the file of the same
 * operationId among the resources.
 *
 * <p>Here is what routes share; each area has a package of its own. A new route is a class there,
 * its part, and a line in the area's list. What a request may say is decided where it is read, and
 * what becomes of it in the scheduler, never here.
 */
@NullMarked
package dev.darkroom.gateway.route;

import org.jspecify.annotations.NullMarked;

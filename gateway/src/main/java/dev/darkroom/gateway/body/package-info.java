/**
 * The bodies that the gateway answers with: records named as the API names them, and how they are
 * made of what the view knows.
 *
 * <p>Every field here stands in the OpenAPI document; no HTTP lives here.
 */
@NullMarked
package dev.darkroom.gateway.body;

import org.jspecify.annotations.NullMarked;

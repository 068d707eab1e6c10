/** The routes of models and learned words. */
@NullMarked
package dev.darkroom.gateway.route.model;

import org.jspecify.annotations.NullMarked;

/** The routes of uploads. What a file may be is decided in the upload package. */
@NullMarked
package dev.darkroom.gateway.route.upload;

import org.jspecify.annotations.NullMarked;

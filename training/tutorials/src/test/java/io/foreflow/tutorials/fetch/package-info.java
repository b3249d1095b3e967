@NullMarked
package io.foreflow.tutorials.fetch;

import org.jspecify.annotations.NullMarked;

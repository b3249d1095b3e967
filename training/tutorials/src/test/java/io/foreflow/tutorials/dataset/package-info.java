@NullMarked
package io.foreflow.tutorials.dataset;

import org.jspecify.annotations.NullMarked;

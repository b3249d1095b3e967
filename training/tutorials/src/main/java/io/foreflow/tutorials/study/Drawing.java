package io.foreflow.tutorials.study;

/**
 * A picture of a report.
 *
 * @param name of its file, without the ending
 * @param png its bytes
 * @param alt what it shows, for who cannot see it
 * @param caption below it
 */
record Drawing(String name, byte[] png, String alt, String caption) {}

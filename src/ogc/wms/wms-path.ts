/** Where the service is: all its requests go to one address. */
export const WMS_PATH = '/wms';

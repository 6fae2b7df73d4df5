/** Leaves empty fields out of the address: to the service an empty filter is a wrong one. */
for (const form of document.querySelectorAll('form.search')) {
  form.addEventListener('formdata', ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === '') formData.delete(name);
  });
}
